import { hasCronSecret } from "@/lib/cron-secret";
import { answerDoctor } from "@/lib/doctor/answer";

const headers = { "cache-control": "no-store" };

/**
 * What this deployment knows of itself, for `npm run doctor` with CRON_SECRET as its bearer token. Without the secret there
 * is nothing here.
 */
export async function GET(request: Request): Promise<Response> {
  if (!hasCronSecret(request)) return new Response(null, { status: 404, headers });
  return Response.json(await answerDoctor(request.headers), { headers });
}

export const HEAD = () => new Response(null, { status: 405, headers: { allow: "GET" } });
