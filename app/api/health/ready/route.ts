import { hasCronSecret } from "@/lib/cron-secret";
import { healthNow, isReady } from "@/lib/health";

const headers = { "cache-control": "no-store" };
const unavailable = () => Response.json({ status: "unavailable" }, { status: 503, headers });

/**
 * 200 when this instance can serve people: its database answers and has every migration of this build; 503 otherwise.
 * Says nothing else, but to whoever brings CRON_SECRET.
 */
export async function GET(request: Request): Promise<Response> {
  if (!hasCronSecret(request))
    return (await isReady()) ? Response.json({ status: "ok" }, { headers }) : unavailable();
  try {
    const health = await healthNow();
    const status = health.migrated ? "ok" : "unavailable";
    return Response.json({ status, ...health }, { status: health.migrated ? 200 : 503, headers });
  } catch {
    return unavailable();
  }
}
