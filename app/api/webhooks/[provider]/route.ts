import { type Body, readBody } from "@/lib/delivery/read-body";
import { type Received, receiveCallback } from "@/lib/delivery/receive";
import { describeError, log } from "@/lib/log";
import { callbackProvider } from "@/lib/verify/registry";

/** Seconds; the body has three, and the database's own limits end the rest long before. */
export const maxDuration = 15;

const LIMITS = { bytes: 65_536, milliseconds: 3000 };

const answer = (status: number): Response =>
  new Response(null, { status, headers: { "cache-control": "no-store" } });

const unreadable = { "too-large": 413, "too-slow": 408, broken: 400 } as const satisfies Record<
  Exclude<Body["kind"], "whole">,
  number
>;

/** A replay is answered like the first: a provider that missed our answer would come again for ever. */
const statuses = { taken: 204, replayed: 204, refused: 401 } as const satisfies Record<Received, number>;

const isJson = (type: string | null): boolean =>
  type?.split(";")[0]?.trim().toLowerCase() === "application/json";

/**
 * What the providers call when something became of a message. Whoever calls has nothing but a signature: no cookie
 * and no address counts. Anything but a 2xx makes the provider come again.
 */
export async function POST(
  request: Request,
  { params }: { params: Promise<{ provider: string }> },
): Promise<Response> {
  const { provider: name } = await params;
  const provider = callbackProvider(name);
  if (!provider) return answer(404);
  if (!isJson(request.headers.get("content-type"))) return answer(415);
  const body = await readBody(request, LIMITS);
  if (body.kind !== "whole") return answer(unreadable[body.kind]);
  try {
    const header = (wanted: string) => request.headers.get(wanted);
    return answer(statuses[await receiveCallback(provider, { header, body: body.bytes })]);
  } catch (error) {
    log("error", "callback.failed", { provider: provider.name, ...describeError(error) });
    return answer(503);
  }
}
