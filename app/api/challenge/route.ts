import { throttled } from "@/db/queries/throttles";
import { enrolmentVersion } from "@/lib/approvals/enrol";
import { approvalView, readApprovalOf } from "@/lib/approvals/view";
import { currentStep } from "@/lib/challenges/current";
import { pinView } from "@/lib/challenges/view";
import { readHandle } from "@/lib/flow-cookie";
import { unlessAway } from "@/lib/outage";
import { throttleEntry } from "@/lib/throttle";

const kinds = ["login", "signup", "step-up", "phone-change", "reset", "recovery"] as const;
/** What waits for a phone, by what asked for it. */
const waiting = ["login", "step-up", "action"] as const;

const headers = { "cache-control": "no-store" };
const tell = (version: string | null) => Response.json({ version }, { headers });

async function pinVersion(kind: (typeof kinds)[number]): Promise<Response> {
  const handle = await readHandle(kind);
  const step = handle ? await currentStep(kind, handle) : null;
  const open = step?.flowState === "challenged" || step?.flowState === "open";
  return tell(open ? pinView(step).version : null);
}

async function approvalVersion(purpose: (typeof waiting)[number]): Promise<Response> {
  const handle = await readHandle(purpose);
  if (!handle) return tell(null);
  const block = await throttled(throttleEntry("pollsByFlow", handle));
  if (block) {
    const wait = String(Math.ceil(block.retryAfterSeconds));
    return new Response(null, { status: 429, headers: { ...headers, "retry-after": wait } });
  }
  const row = await readApprovalOf(purpose, handle);
  return tell(row ? approvalView(purpose, row).version : null);
}

async function answer({ searchParams }: URL): Promise<Response> {
  if (searchParams.has("enrolment")) {
    const handle = await readHandle("enrolment");
    return tell(handle && (await enrolmentVersion(handle)));
  }
  const purpose = waiting.find((one) => one === searchParams.get("approval"));
  if (purpose) return approvalVersion(purpose);
  const kind = kinds.find((one) => one === searchParams.get("flow"));
  return kind ? pinVersion(kind) : new Response(null, { status: 400, headers });
}

/**
 * Which state of its own pending login, sign-up or confirmation a browser would see now: `{version}`, the one of its page, or
 * null when the flow is over or belongs to another browser. Says nothing else. `approval`: the page that waits for a
 * phone; `enrolment`: the one that shows the link for one.
 */
export function GET(request: Request): Promise<Response> {
  return unlessAway(() => answer(new URL(request.url)));
}

export const HEAD = () => new Response(null, { status: 405, headers: { allow: "GET" } });
