"use client";

import { useRouter } from "next/navigation";
import { useEffect, useEffectEvent } from "react";
import { msUntil } from "@/components/ui/server-clock";
import { watchFlow } from "@/lib/forms/watch-flow";

export type Flow = "login" | "signup" | "step-up" | "phone-change" | "reset" | "recovery";
/** What waits for a phone; its page is asked for more often, as somebody has both in view. */
type Waiting = "login" | "step-up" | "action";

type LiveProps = Readonly<{
  of: Readonly<{ flow: Flow } | { approval: Waiting } | { enrolment: "shown" }>;
  /** Of what this page shows. */
  version: string;
  now: string;
  /** ISO time at which the server has to be asked, even while nobody looks. */
  wakeAt: string | null;
}>;

async function askVersion(query: string, signal: AbortSignal): Promise<string | null> {
  const answer = await fetch(`/api/challenge?${query}`, { cache: "no-store", signal });
  const told: unknown = answer.ok ? await answer.json() : null;
  if (typeof told !== "object" || told === null || !("version" in told)) throw new Error("No answer");
  return typeof told.version === "string" ? told.version : null;
}

/** Fetches the page anew when there is news: what is being typed stays where it is. */
export function Live({ of, version, now, wakeAt }: LiveProps) {
  const query = new URLSearchParams(of).toString();
  const paceMs = "flow" in of ? 3_000 : 2_000;
  const router = useRouter();
  const refresh = useEffectEvent(() => router.refresh());
  const wakeIn = useEffectEvent((at: string) => Math.max(0, msUntil(at, now)));
  useEffect(
    () =>
      watchFlow({
        version,
        ask: (signal) => askVersion(query, signal),
        paceMs,
        onChange: () => refresh(),
        wakeInMs: wakeAt === null ? null : wakeIn(wakeAt),
      }),
    [query, paceMs, version, wakeAt],
  );
  return null;
}
