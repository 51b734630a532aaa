"use client";

import { useCallback, useEffect, useRef, useState } from "react";
import { approvalRequest } from "@/lib/schemas/approval";
import { post } from "./phone/post";
import { forgetPhone, type Phone, readPhones } from "./phone/store";
import type { Shown } from "./request-card";

export type Requests = Readonly<{
  /** Null until this browser has looked. */
  phones: readonly Phone[] | null;
  waiting: readonly Shown[];
  /** Where the request stands that a notification led to, if it does not wait any more. */
  about: string | null;
  /** Accounts that this phone approves for no longer. */
  removed: readonly string[];
  reachable: boolean;
  look: () => Promise<void>;
}>;

const PACE_MS = 3_000;

type Found = Readonly<{ waiting: readonly Shown[]; about: string | null; removed: boolean }>;

async function ask(phone: Phone, audience: string, about: string | null): Promise<Found> {
  const answer = await post(phone, audience, { do: "list", about });
  if (answer.kind === "removed") return { waiting: [], about: null, removed: true };
  if (answer.kind !== "listed") return { waiting: [], about: null, removed: false };
  const waiting = answer.requests
    .filter(({ state }) => state === "pending")
    .flatMap(({ id, request: text, triesLeft }) => {
      const read = approvalRequest.safeParse(JSON.parse(text));
      return read.success ? [{ phone, id, text, request: read.data, triesLeft }] : [];
    });
  const state = answer.requests.find(({ id }) => id === about)?.state ?? null;
  return { waiting, about: state === "pending" ? null : state, removed: false };
}

/** What waits for this phone, looked at again every few seconds while the page is seen. */
export function useRequests(audience: string, about: string | null): Requests {
  const [state, setState] = useState<Omit<Requests, "look">>({
    phones: null,
    waiting: [],
    about: null,
    removed: [],
    reachable: true,
  });
  const looking = useRef(false);

  const look = useCallback(async () => {
    if (looking.current) return;
    looking.current = true;
    try {
      const phones = await readPhones();
      const found = await Promise.all(phones.map((phone) => ask(phone, audience, about)));
      const gone = phones.filter((_, index) => found[index]?.removed);
      await Promise.all(gone.map(({ device }) => forgetPhone(device)));
      setState((before) => ({
        phones: phones.filter((phone) => !gone.includes(phone)),
        waiting: found.flatMap(({ waiting }) => waiting),
        about: found.find((one) => one.about !== null)?.about ?? null,
        removed: [...before.removed, ...gone.map(({ account }) => account)],
        reachable: true,
      }));
    } catch {
      setState((before) => ({ ...before, phones: before.phones ?? [], reachable: false }));
    } finally {
      looking.current = false;
    }
  }, [audience, about]);

  useEffect(() => {
    const seen = () => document.visibilityState === "visible" && void look();
    seen();
    const timer = setInterval(seen, PACE_MS);
    document.addEventListener("visibilitychange", seen);
    navigator.serviceWorker?.addEventListener("message", seen);
    return () => {
      clearInterval(timer);
      document.removeEventListener("visibilitychange", seen);
      navigator.serviceWorker?.removeEventListener("message", seen);
    };
  }, [look]);

  return { ...state, look };
}
