"use client";

import { useEffect, useEffectEvent, useState } from "react";
import { msUntil } from "./server-clock";

type CountdownProps = {
  /** ISO time of the end. */
  until: string;
  /** ISO time of the server when it made this page, against a wrong clock of the browser. */
  now: string;
  onEnd?: (() => void) | undefined;
};

function secondsOf(ms: number): number {
  return Math.max(0, Math.ceil(ms / 1000));
}

export function Countdown({ until, now, onEnd }: CountdownProps) {
  const [left, setLeft] = useState(() => secondsOf(Date.parse(until) - Date.parse(now)));
  const ended = useEffectEvent(() => onEnd?.());

  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const tick = () => {
      const ms = msUntil(until, now);
      setLeft(secondsOf(ms));
      if (ms <= 0) ended();
      else timer = setTimeout(tick, ms % 1000 || 1000);
    };
    tick();
    return () => clearTimeout(timer);
  }, [until, now]);

  const seconds = String(left % 60).padStart(2, "0");
  return (
    <time role="timer" aria-live="off" dateTime={`PT${left}S`}>
      {`${Math.floor(left / 60)}:${seconds}`}
    </time>
  );
}
