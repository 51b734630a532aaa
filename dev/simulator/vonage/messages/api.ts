import { randomUUID } from "node:crypto";
import type { Api, ApiRequest } from "../../api/api";
import type { RateLimit } from "../../api/rate-limit";
import { codeIn } from "../../code-in-text";
import { dispatch } from "../../dispatch";
import type { Faults } from "../../faults";
import { parseJson } from "../../http/exchange";
import { json, type Reply } from "../../http/reply";
import type { Outbox } from "../../outbox";
import type { Switches } from "../../switches";
import type { CredentialsCheck } from "../credentials";
import { messageRequest, numbersIn } from "./message-request";
import { invalidParameters, problem, problemForStatus } from "./problems";

export type MessagesApiParts = {
  outbox: Outbox;
  faults: Faults;
  switches: () => Switches;
  rateLimit: RateLimit;
  checkCredentials: CredentialsCheck;
};

const root = "/v1/messages";

const dialect: Api["dialect"] = {
  notFound: () => problem("not-found"),
  tooLarge: () => problem("1150", { invalid_parameters: [{ name: "body", reason: "is too large" }] }),
  failure: problemForStatus,
  malformed: '{"message_uuid":"0d5a0c9e-7b1f',
};

/** Messages over HTTP: credentials, credit, rate, fields, in this order. */
export function createMessagesApi(parts: MessagesApiParts): Api {
  const { checkCredentials, rateLimit, switches } = parts;

  function accept(body: string): Reply {
    const parsed = messageRequest.safeParse(parseJson(body));
    if (!parsed.success) return invalidParameters(parsed.error);
    const { from, text, to } = parsed.data;
    const id = randomUUID();
    // Nothing says which language an own text is in.
    const draft = { requestId: id, step: 1, channel: "sms", to, from, brand: from, locale: "", text };
    dispatch(parts, { ...draft, code: codeIn(text) });
    return json(202, { message_uuid: id });
  }

  async function send({ authorizations, body }: ApiRequest): Promise<Reply> {
    const credentials = await checkCredentials(authorizations);
    if ("refused" in credentials) return problem(credentials.refused);
    if (switches().lowBalance) return problem("low-balance");
    const headers = rateLimit(switches());
    return headers ? { ...problem("1000"), headers } : accept(body);
  }

  return {
    service: "vonage",
    owns: (path) => path === root || path.startsWith(`${root}/`),
    dialect,
    route(request) {
      if (request.method !== "POST" || request.path !== root) return undefined;
      return { operation: "message", numbers: numbersIn(request.body), answer: () => send(request) };
    },
  };
}
