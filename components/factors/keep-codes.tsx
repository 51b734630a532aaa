"use client";

import { useState, useSyncExternalStore } from "react";
import { Button } from "@/components/ui/button";

type KeepCodesProps = Readonly<{ codes: readonly string[]; username: string; brand: string }>;

const never = () => () => {};

function asText({ codes, username, brand }: KeepCodesProps): string {
  return [`${brand}: recovery codes of ${username}`, "Each opens the account once.", "", ...codes, ""].join(
    "\n",
  );
}

function download(props: KeepCodesProps): void {
  const url = URL.createObjectURL(new Blob([asText(props)], { type: "text/plain" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = "recovery-codes.txt";
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

/** Ways to keep the codes that need script; without it people write them down, or print the page. */
export function KeepCodes(props: KeepCodesProps) {
  const scripted = useSyncExternalStore(
    never,
    () => true,
    () => false,
  );
  const [copied, setCopied] = useState<"yes" | "no" | null>(null);
  if (!scripted) return null;
  const copy = () =>
    navigator.clipboard.writeText(asText(props)).then(
      () => setCopied("yes"),
      () => setCopied("no"),
    );
  return (
    <div className="button-row">
      <Button type="button" variant="secondary" onClick={() => window.print()}>
        Print
      </Button>
      <Button type="button" variant="secondary" onClick={() => download(props)}>
        Download
      </Button>
      <Button type="button" variant="secondary" onClick={() => void copy()}>
        Copy
      </Button>
      <span role="status" className="text-soft">
        {copied === "yes" ? "Copied." : copied === "no" ? "That did not work: write them down instead." : ""}
      </span>
    </div>
  );
}
