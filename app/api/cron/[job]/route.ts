import { sameText } from "@/lib/crypto";
import { env } from "@/lib/env";
import { unlessAway } from "@/lib/outage";
import { sweepAll } from "@/lib/sweep";

const jobs: Readonly<Record<string, () => Promise<unknown>>> = { sweep: sweepAll };

/**
 * What the platform's clock calls, with CRON_SECRET as its bearer token. Without the secret nothing runs, and
 * nobody learns which jobs there are.
 */
export async function GET(
  request: Request,
  { params }: { params: Promise<{ job: string }> },
): Promise<Response> {
  const { cronSecrets } = env();
  const headers = { "cache-control": "no-store" };
  const given = request.headers.get("authorization") ?? "";
  if (!cronSecrets.some((secret) => sameText(given, `Bearer ${secret}`)))
    return new Response(null, { status: 404, headers });
  const { job } = await params;
  const run = Object.hasOwn(jobs, job) ? jobs[job] : undefined;
  if (!run) return new Response(null, { status: 404, headers });
  return unlessAway(async () => Response.json(await run(), { headers }));
}

export const HEAD = () => new Response(null, { status: 405, headers: { allow: "GET" } });
