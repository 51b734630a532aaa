import { jwtVerify } from "jose";
import { keyOf, pointFrom } from "./point";
import type { Refusal } from "./problem";

const longestSeconds = 24 * 3600;

export type VapidParts = {
  /** Every such header of the request. */
  authorizations: readonly string[];
  audience: string;
  /** The point that the subscription was made for. */
  applicationServerKey: Buffer;
  invalidStatus: number;
};

// Apple refuses an address in angle brackets or with a space before it; the others do not look.
const isContact = (sub: string) =>
  /^mailto:[^\s<>@]+@[^\s<>@]+$/.test(sub) || (sub.startsWith("https://") && URL.canParse(sub));

const parameter = (list: string, name: string) =>
  new RegExp(`(?:^|,)\\s*${name}=([\\w.-]+)\\s*(?:,|$)`).exec(list)?.[1];

function parametersOf(authorization: string): { token: string; key: string } | undefined {
  const list = /^vapid\s+(.*)$/i.exec(authorization)?.[1] ?? "";
  const [token, key] = [parameter(list, "t"), parameter(list, "k")];
  return token === undefined || key === undefined ? undefined : { token, key };
}

/** What is wrong with a token; real time is used, because senders stamp by their machine's clock. */
async function faultIn(token: string, point: Buffer, audience: string): Promise<string | undefined> {
  try {
    const { payload } = await jwtVerify(token, keyOf(point), {
      algorithms: ["ES256"],
      audience,
      requiredClaims: ["exp"],
    });
    const ahead = (payload.exp ?? 0) - Math.floor(Date.now() / 1000);
    if (ahead > longestSeconds) return "exp is more than 24 hours ahead";
    return isContact(payload.sub ?? "") ? undefined : "sub is neither a mailto: nor an https: address";
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** RFC 8292: who sends is whoever the subscription was made for. Undefined lets the request through. */
export async function refusedVapid(parts: VapidParts): Promise<Refusal | undefined> {
  const { applicationServerKey, audience, authorizations, invalidStatus } = parts;
  const [authorization, ...more] = authorizations;
  if (authorization === undefined) return { status: 401, message: "There is no Authorization." };
  const invalid = (why: string) => ({
    status: invalidStatus,
    message: `The authorization is invalid: ${why}.`,
  });
  const given = more.length === 0 ? parametersOf(authorization) : undefined;
  if (!given) return invalid('it is not one "vapid t=TOKEN, k=KEY"');
  const point = pointFrom(given.key);
  if (!point) return invalid("k is no P-256 point");
  const fault = await faultIn(given.token, point, audience);
  if (fault !== undefined) return invalid(fault);
  if (point.equals(applicationServerKey)) return undefined;
  return { status: 403, message: "The key is not the one that the subscription was made for." };
}
