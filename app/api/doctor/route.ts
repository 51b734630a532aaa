import { sameText } from "@/lib/crypto";
import { answerDoctor } from "@/lib/doctor/answer";
import { env } from "@/lib/env";

/**
 * What this deployment knows of itself, for `npm run doctor` with CRON_SECRET as its bearer token. Without the secret there
 * is nothing here.
 */
export async function GET(request: Request): Promise<Response> {
  const { cronSecrets } = env();
  const headers = { "cache-control": "no-store" };
  const given = request.headers.get("authorization") ?? "";
  if (!cronSecrets.some((secret) => sameText(given, `Bearer ${secret}`)))
    return new Response(null, { status: 404, headers });
  return Response.json(await answerDoctor(request.headers), { headers });
}

export const HEAD = () => new Response(null, { status: 405, headers: { allow: "GET" } });
