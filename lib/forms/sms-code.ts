"use client";

import { type RefObject, useEffect } from "react";

/** WebOTP, https://wicg.github.io/web-otp/: only some browsers have it, and TypeScript's DOM does not. */
declare global {
  interface CredentialRequestOptions {
    otp?: { transport: "sms"[] };
  }
}

/** Requests are made one after the other: a browser refuses a second one beside the first. */
let last: Promise<unknown> = Promise.resolve();

async function askForCode(signal: AbortSignal): Promise<string | null> {
  const credential: unknown = await navigator.credentials.get({ otp: { transport: ["sms"] }, signal });
  const found = typeof credential === "object" && credential !== null && "code" in credential;
  return found && typeof credential.code === "string" ? credential.code : null;
}

/** As if it had been typed: React hears of it, which it would not if `value` were set. */
function fill(form: HTMLFormElement | null, code: string): void {
  const input = form?.querySelector<HTMLInputElement>("input[autocomplete=one-time-code]");
  input?.setRangeText(code, 0, input.value.length, "end");
  input?.dispatchEvent(new InputEvent("input", { bubbles: true }));
}

/**
 * Lets the browser take the PIN out of the text and put it into the form, if the person agrees. `message` is
 * another one for every text; while it is null nothing is asked for. A refusal is nobody's error.
 */
export function useSmsCode(form: RefObject<HTMLFormElement | null>, message: string | null): void {
  useEffect(() => {
    if (message === null || !("OTPCredential" in window)) return;
    const stopping = new AbortController();
    const { signal } = stopping;
    last = last.then(async () => {
      if (signal.aborted) return;
      const code = await askForCode(signal).catch(() => null);
      if (code !== null && !signal.aborted) fill(form.current, code);
    });
    return () => stopping.abort();
  }, [form, message]);
}
