import { currentStep } from "@/lib/challenges/current";
import { pinView } from "@/lib/challenges/view";
import { readHandle } from "@/lib/flow-cookie";

const kinds = ["login", "signup", "step-up", "phone-change", "reset"] as const;

/**
 * Which state of its own pending login, sign-up or confirmation a browser would see now: `{version}`, the one of its PIN page, or
 * null when the flow is over or belongs to another browser. Says nothing else.
 */
export async function GET(request: Request): Promise<Response> {
  const wanted = new URL(request.url).searchParams.get("flow");
  const kind = kinds.find((one) => one === wanted);
  const headers = { "cache-control": "no-store" };
  if (!kind) return new Response(null, { status: 400, headers });
  const handle = await readHandle(kind);
  const step = handle ? await currentStep(kind, handle) : null;
  const open = step?.flowState === "challenged" || step?.flowState === "open";
  return Response.json({ version: open ? pinView(step).version : null }, { headers });
}

export const HEAD = () => new Response(null, { status: 405, headers: { allow: "GET" } });
