import { hasCronSecret } from "@/lib/cron-secret";
import { isJob, runJob } from "@/lib/jobs";
import { unlessAway } from "@/lib/outage";

const headers = { "cache-control": "no-store" };

/**
 * What the platform's clock calls, with CRON_SECRET as its bearer token. Without the secret nothing runs, and
 * nobody learns which jobs there are. A run that failed is recorded, and answered with 500.
 */
export async function GET(
  request: Request,
  { params }: { params: Promise<{ job: string }> },
): Promise<Response> {
  const { job } = await params;
  if (!hasCronSecret(request) || !isJob(job)) return new Response(null, { status: 404, headers });
  return unlessAway(async () => {
    const ran = await runJob(job);
    return Response.json(ran, { headers, status: ran.outcome === "failed" ? 500 : 200 });
  });
}

export const HEAD = () => new Response(null, { status: 405, headers: { allow: "GET" } });
