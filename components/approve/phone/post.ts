import { enrolmentText, postText } from "@/lib/schemas/approval";
import type { DevicePost } from "@/lib/schemas/device";
import { type NewKey, signed } from "./keys";
import type { Phone } from "./store";

type WaitingRequest = Readonly<{ id: string; state: string; request: string; triesLeft: number }>;

/** As /api/approvals tells it; `removed`: this phone may answer no more. */
export type Answer =
  | Readonly<{
      kind: "listed";
      now: number;
      account: string;
      name: string;
      requests: readonly WaitingRequest[];
    }>
  | Readonly<{ kind: "decided"; state: string; triesLeft: number }>
  | Readonly<{ kind: "over"; state: string | null }>
  | Readonly<{ kind: "late"; now: number }>
  | Readonly<{ kind: "done" | "refused" | "removed" }>;

export type EnrolmentAnswer =
  | Readonly<{ kind: "open"; account: string }>
  | Readonly<{ kind: "enrolled"; account: string; device: string }>
  | Readonly<{ kind: "other-account"; account: string }>
  | Readonly<{ kind: "over" }>;

/** How far this phone's clock is behind that of the application, in milliseconds. */
let behind = 0;

/** The time by the application's clock. */
export const appNow = (): number => Date.now() + behind;

async function send(phone: Phone, audience: string, what: DevicePost["what"]): Promise<Answer> {
  const body = JSON.stringify({ device: phone.device, at: appNow(), what } satisfies DevicePost);
  const response = await fetch("/api/approvals", {
    method: "POST",
    headers: {
      "content-type": "application/json",
      "countersign-device": phone.device,
      "countersign-signature": await signed(phone.privateKey, postText(audience, body)),
    },
    body,
    cache: "no-store",
  });
  if (response.status === 401) return { kind: "removed" };
  if (!response.ok && response.status !== 409) throw new Error(`Answer ${response.status}`);
  return response.json() as Promise<Answer>;
}

/** A signed post. A phone whose clock is wrong sets it by ours and signs once more. */
export async function post(phone: Phone, audience: string, what: DevicePost["what"]): Promise<Answer> {
  const answer = await send(phone, audience, what);
  if ("now" in answer) behind = answer.now - Date.now();
  return answer.kind === "late" ? send(phone, audience, what) : answer;
}

async function enrolment(body: object): Promise<EnrolmentAnswer> {
  const response = await fetch("/api/approvals/enrolment", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
    cache: "no-store",
  });
  if (!response.ok && response.status !== 400) throw new Error(`Answer ${response.status}`);
  return response.status === 400 ? { kind: "over" } : (response.json() as Promise<EnrolmentAnswer>);
}

export const lookAtLink = (token: string): Promise<EnrolmentAnswer> => enrolment({ do: "look", token });

/** Shows that this browser holds the key, and uses the link up. */
export async function enrol(
  audience: string,
  token: string,
  name: string,
  { privateKey, publicKey }: NewKey,
): Promise<EnrolmentAnswer> {
  const signature = await signed(privateKey, enrolmentText(audience, token, publicKey));
  return enrolment({ do: "enrol", token, publicKey, name, signature });
}
