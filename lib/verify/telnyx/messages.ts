import "server-only";

import { z } from "zod";
import { codesIn, type Refusal } from "./failures";
import type { TelnyxSettings } from "./settings";

export type Message = Readonly<{ to: string; text: string; webhookUrl: string | null }>;

/** `refused`: nothing was sent. `unreadable`: something was taken on, and we do not know under which id. */
export type Answer =
  | Readonly<{ kind: "taken"; id: string }>
  | Readonly<{ kind: "refused"; refusal: Refusal }>
  | Readonly<{ kind: "unreadable"; status: number }>;

const taken = z.object({ data: z.object({ id: z.guid().toLowerCase() }) });

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** Telnyx Messaging v2, `POST /v2/messages`. Throws when nobody answers within the time. */
export async function postMessage(
  { to, text, webhookUrl }: Message,
  { apiKey, apiHost, from, messagingProfileId }: TelnyxSettings,
  timeoutMs: number,
): Promise<Answer> {
  const response = await fetch(`${apiHost}/v2/messages`, {
    method: "POST",
    headers: {
      authorization: `Bearer ${apiKey}`,
      "content-type": "application/json",
      accept: "application/json",
    },
    body: JSON.stringify({
      to,
      text,
      type: "SMS",
      ...(from !== null && { from }),
      ...(messagingProfileId !== null && { messaging_profile_id: messagingProfileId }),
      ...(webhookUrl !== null && { webhook_url: webhookUrl }),
    }),
    cache: "no-store",
    // Whoever answers with another address does not get the key and the PIN.
    redirect: "manual",
    signal: AbortSignal.timeout(timeoutMs),
  });
  const { status, headers } = response;
  const body = parse(await response.text());
  if (!response.ok)
    return {
      kind: "refused",
      refusal: { status, codes: codesIn(body), retryAfter: headers.get("retry-after") },
    };
  const answer = taken.safeParse(body);
  return answer.success ? { kind: "taken", id: answer.data.data.id } : { kind: "unreadable", status };
}
