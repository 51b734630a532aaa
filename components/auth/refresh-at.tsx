"use client";

import { useRouter } from "next/navigation";
import { Countdown } from "@/components/ui/countdown";

/** Counts down, then asks the server for the page again: what it says has changed by then. */
export function RefreshAt({ until, now }: { until: string; now: string }) {
  const router = useRouter();
  return <Countdown until={until} now={now} onEnd={() => router.refresh()} />;
}
