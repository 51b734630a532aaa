import { generateKeyPairSync, sign } from "node:crypto";
import { z } from "zod";
import { POST as enrolment } from "@/app/api/approvals/enrolment/route";
import { POST as posts } from "@/app/api/approvals/route";
import { digitsOf } from "@/lib/approvals/request";
import { type Decision, enrolmentText, postText, statementText } from "@/lib/schemas/approval";
import { testDatabase } from "../../support/database";
import type { Person } from "../../support/people";

export const AUDIENCE = "http://localhost:3000";

/** What a browser makes on a phone: the point as it is sent, and signatures as WebCrypto makes them. */
export type Key = Readonly<{ publicKey: string; sign: (text: string) => string }>;

export function newKey(): Key {
  const pair = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const { x = "", y = "" } = pair.publicKey.export({ format: "jwk" });
  const halves = [x, y].map((half) => Buffer.from(half, "base64url"));
  return {
    publicKey: Buffer.concat([Buffer.from([4]), ...halves]).toString("base64url"),
    sign: (text) =>
      sign("sha256", Buffer.from(text), { key: pair.privateKey, dsaEncoding: "ieee-p1363" }).toString(
        "base64url",
      ),
  };
}

const listed = z.object({ id: z.string(), state: z.string(), request: z.string(), triesLeft: z.number() });
const answer = z
  .object({
    kind: z.string(),
    state: z.string().nullable(),
    triesLeft: z.number(),
    account: z.string(),
    name: z.string(),
    device: z.string(),
    now: z.number(),
    requests: z.array(listed),
  })
  .partial()
  .nullable();

export type Listed = z.infer<typeof listed>;
export type Answer = Readonly<{ status: number; body: z.infer<typeof answer> }>;

type Headers = Readonly<Record<string, string>>;

export async function call(
  handler: (request: Request) => Promise<Response>,
  body: string,
  headers: Headers,
): Promise<Answer> {
  const request = new Request(`${AUDIENCE}/api/approvals`, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body,
  });
  const response = await handler(request);
  return { status: response.status, body: answer.parse(await response.json()) };
}

export const postEnrolment = (body: object): Promise<Answer> => call(enrolment, JSON.stringify(body), {});

/** Uses a link up as a phone does; what is changed is changed before it is sent. */
export async function enrol(token: string, key = newKey(), change: object = {}): Promise<Answer> {
  const signature = key.sign(enrolmentText(AUDIENCE, token, key.publicKey));
  return postEnrolment({
    do: "enrol",
    token,
    publicKey: key.publicKey,
    name: "Pixel",
    signature,
    ...change,
  });
}

/** A post of a phone as it stands: whatever it says, signed by whomever. */
export const postRaw = (device: string, body: string, signature: string): Promise<Answer> =>
  call(posts, body, { "countersign-device": device, "countersign-signature": signature });

export type Said = Readonly<{
  digits?: string | null;
  /** In place of what was asked. */
  request?: string;
  signature?: string;
}>;

/** A phone with its key in hand. */
export function phoneWith(id: string, key: Key) {
  const body = (what: object, at = Date.now()) => JSON.stringify({ device: id, at, what });
  const post = (what: object, at?: number): Promise<Answer> => {
    const text = body(what, at);
    return postRaw(id, text, key.sign(postText(AUDIENCE, text)));
  };
  const list = (about: string | null = null) => post({ do: "list", about });
  const waiting = async (about: string | null = null): Promise<Listed> => {
    const { body: told } = await list(about);
    const found = told?.requests?.find((one) => about === null || one.id === about);
    if (!found) throw new Error("Nothing waits for this phone");
    return found;
  };
  /** What a decision is sent as; `approved` with the digits of the screen, unless others are given. */
  const deciding = ({ id: asked, request }: Listed, decision: Decision, said: Said = {}) => {
    const own = decision === "approved" ? digitsOf(asked) : null;
    const digits = said.digits === undefined ? own : said.digits;
    const statement = statementText(decision, digits, id, said.request ?? request);
    const signature = said.signature ?? key.sign(statement);
    return { do: "decide", id: asked, decision, digits, signature } as const;
  };
  const decide = (request: Listed, decision: Decision, said: Said = {}) =>
    post(deciding(request, decision, said));
  return {
    id,
    key,
    body,
    post,
    list,
    waiting,
    deciding,
    decide,
    subscribe: (subscription: object | null) => post({ do: "subscribe", subscription }),
    leave: () => post({ do: "leave" }),
  };
}

export type Phone = ReturnType<typeof phoneWith>;

/** A phone written as an enrolment leaves it. */
export async function newPhone({ id: userId }: Pick<Person, "id">, name = "Pixel"): Promise<Phone> {
  const { sql } = await testDatabase();
  const key = newKey();
  const [device] = await sql<{ id: string }[]>`
    insert into devices (user_id, name, public_key, browser)
    values (${userId}, ${name}, ${key.publicKey}, 'Chrome on Android') returning id`;
  return phoneWith(device?.id ?? "", key);
}

/** Digits that are not those of the screen. */
export const wrongDigits = (id: string): string =>
  digitsOf(id)
    .split("")
    .map((digit) => String((Number(digit) + 1) % 10))
    .join("");
