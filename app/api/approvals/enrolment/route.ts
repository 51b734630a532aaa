import { answerEnrolment } from "@/lib/approvals/enrol";
import { jsonOf, readPost, told } from "@/lib/approvals/posts";
import { currentSession } from "@/lib/auth/session";
import { unlessAway } from "@/lib/outage";
import { enrolmentPost } from "@/lib/schemas/device";
import { readVisitor } from "@/lib/visitor";

async function answerPost(request: Request): Promise<Response> {
  const body = await readPost(request);
  if (typeof body !== "string") return body;
  const post = enrolmentPost.safeParse(jsonOf(body));
  if (!post.success) return told(400);
  const session = await currentSession();
  const loggedIn = session && { userId: session.user.id, username: session.user.username };
  const answer = await answerEnrolment(post.data, loggedIn, await readVisitor());
  return told(answer.kind === "malformed" ? 400 : 200, answer);
}

/** A phone that is to be enrolled: the link's secret is what it has, until it has shown its key. */
export function POST(request: Request): Promise<Response> {
  return unlessAway(() => answerPost(request));
}
