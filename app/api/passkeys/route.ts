import { jsonOf, readPost, told } from "@/lib/approvals/posts";
import { formToken, writeHandle } from "@/lib/flow-cookie";
import { unlessAway } from "@/lib/outage";
import { offerPasskeyLogin } from "@/lib/passkeys/enter";
import { passkeyPost } from "@/lib/schemas/passkey";
import { readVisitor } from "@/lib/visitor";

async function answer(request: Request): Promise<Response> {
  const body = await readPost(request);
  if (typeof body !== "string") return body;
  if (!passkeyPost.safeParse(jsonOf(body)).success) return told(400);
  const offer = await offerPasskeyLogin(await readVisitor());
  switch (offer.kind) {
    case "throttled":
      return told(429, { retryAfterSeconds: offer.retryAfterSeconds });
    case "made":
      await writeHandle("passkey", offer.handle);
      return told(200, { options: offer.options, token: formToken(offer.handle) });
  }
}

/** What a passkey is to sign for a login in this browser. Nobody is asked who they are, and nobody is told who others are. */
export function POST(request: Request): Promise<Response> {
  return unlessAway(() => answer(request));
}
