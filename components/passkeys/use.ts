import { startAuthentication, WebAuthnAbortService } from "@simplewebauthn/browser";
import type { RequestOptions } from "@/lib/passkeys/options";
import { type Ceremony, outcomeIn } from "./outcome";

/** `suggested`: among what the browser offers for the field, for as long as the page is open. */
export const showPasskey = (optionsJSON: RequestOptions, suggested = false): Promise<Ceremony> =>
  outcomeIn(() => startAuthentication({ optionsJSON, useBrowserAutofill: suggested }));

export const leaveCeremony = (): void => WebAuthnAbortService.cancelCeremony();
