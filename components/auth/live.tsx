"use client";

import { useRouter } from "next/navigation";
import { useEffect, useEffectEvent } from "react";
import { msUntil } from "@/components/ui/server-clock";
import { watchFlow } from "@/lib/forms/watch-flow";

export type Flow = "login" | "signup" | "step-up" | "phone-change" | "reset";

type LiveProps = Readonly<{
  flow: Flow;
  /** Of what this page shows. */
  version: string;
  now: string;
  /** ISO time at which the server has to be asked, even while nobody looks. */
  wakeAt: string | null;
}>;

async function askVersion(flow: Flow, signal: AbortSignal): Promise<string | null> {
  const answer = await fetch(`/api/challenge?flow=${flow}`, { cache: "no-store", signal });
  const told: unknown = answer.ok ? await answer.json() : null;
  if (typeof told !== "object" || told === null || !("version" in told)) throw new Error("No answer");
  return typeof told.version === "string" ? told.version : null;
}

/** Fetches the page anew when there is news of the message: what is being typed stays where it is. */
export function Live({ flow, version, now, wakeAt }: LiveProps) {
  const router = useRouter();
  const refresh = useEffectEvent(() => router.refresh());
  const wakeIn = useEffectEvent((at: string) => Math.max(0, msUntil(at, now)));
  useEffect(
    () =>
      watchFlow({
        version,
        ask: (signal) => askVersion(flow, signal),
        onChange: () => refresh(),
        wakeInMs: wakeAt === null ? null : wakeIn(wakeAt),
      }),
    [flow, version, wakeAt],
  );
  return null;
}
