import { answerPhone } from "@/lib/approvals/answer";
import { readPost, told } from "@/lib/approvals/posts";
import { isId } from "@/lib/ids";
import { unlessAway } from "@/lib/outage";
import { readVisitor } from "@/lib/visitor";

const SIGNATURE = /^[\w-]{86}$/;

async function answer(request: Request): Promise<Response> {
  const device = request.headers.get("countersign-device") ?? "";
  const signature = request.headers.get("countersign-signature") ?? "";
  const body = await readPost(request);
  if (typeof body !== "string") return body;
  if (!isId(device) || !SIGNATURE.test(signature)) return told(401);
  const answer = await answerPhone(device, body, signature, await readVisitor());
  switch (answer.kind) {
    case "unknown":
      return told(401);
    case "malformed":
      return told(400);
    case "late":
      return told(409, answer);
    case "listed":
    case "decided":
    case "over":
    case "done":
    case "refused":
      return told(200, answer);
  }
}

/** Everything an enrolled phone asks for. No cookie counts: the phone signs each post with its key. */
export function POST(request: Request): Promise<Response> {
  return unlessAway(() => answer(request));
}
