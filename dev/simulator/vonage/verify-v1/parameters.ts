import { z } from "zod";
import type { ApiRequest } from "../../api/api";
import { parseJson } from "../../http/exchange";
import { type Account, ownsBasic, ownsPair } from "../account";

/** Every value of every name, as text: old clients put them into the query or a form, the newer ones send JSON. */
export type Parameters = URLSearchParams;

const scalar = z.union([z.string(), z.number(), z.boolean()]).transform(String);
const jsonBody = z.record(z.string(), z.union([scalar, z.array(scalar)]).nullish());

function inBody({ body, contentType }: ApiRequest): [string, string][] {
  if (!contentType.startsWith("application/json")) return [...new URLSearchParams(body)];
  const parsed = jsonBody.safeParse(parseJson(body));
  return Object.entries(parsed.data ?? {}).flatMap(([name, value]) =>
    [value ?? []].flat().map((one): [string, string] => [name, one]),
  );
}

export function parametersOf(request: ApiRequest): Parameters {
  return new URLSearchParams([...request.query, ...inBody(request)]);
}

/** Basic, or `api_key` and `api_secret` among the parameters. */
export function isAdmitted(account: Account, { authorizations }: ApiRequest, given: Parameters): boolean {
  const [authorization, ...more] = authorizations;
  if (authorization !== undefined) return more.length === 0 && ownsBasic(account, authorization);
  return ownsPair(account, given.get("api_key") ?? "", given.get("api_secret") ?? "");
}
