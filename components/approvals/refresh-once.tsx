"use client";

import { useRouter } from "next/navigation";
import { useEffect, useEffectEvent } from "react";
import { msUntil } from "@/components/ui/server-clock";

/** Asks the server for the page again at this ISO time: what it offers has changed by then. */
export function RefreshOnce({ at, now }: { at: string; now: string }) {
  const router = useRouter();
  const refresh = useEffectEvent(() => router.refresh());
  useEffect(() => {
    const timer = setTimeout(() => refresh(), Math.max(0, msUntil(at, now)) + 250);
    return () => clearTimeout(timer);
  }, [at, now]);
  return null;
}
