import { type Fields, hiddenFields, multipart } from "../support/forms";
import type { Answer } from "../support/http";
import { LOGIN_BUTTON } from "../support/people";
import { ownPost, type Visitor } from "../support/visitor";
import { callCarrier, sendOwn } from "./calls";
import { innards } from "./secrets";
import { actions } from "./surface";
import { expect, test } from "./test";

const million = "x".repeat(1_000_000);
const soonMs = 5_000;

type Large = Readonly<{ name: string; send(visitor: Visitor): ReturnType<Visitor["send"]> }>;

const nested = (depth: number) => `${"[".repeat(depth)}${"]".repeat(depth)}`;
const asCall = (id: string, body: string) => (visitor: Visitor) =>
  visitor.send("/login", {
    method: "POST",
    headers: { ...ownPost(visitor.baseUrl), "content-type": "text/plain;charset=UTF-8", "next-action": id },
    body,
  });
const submitPassword = "app/(auth)/login/actions.ts submitPassword";
const actionId = actions.find(({ name }) => name === submitPassword)?.id ?? "";

async function asForm(visitor: Visitor, fields: Fields) {
  const page = await visitor.get("/login");
  return visitor.post("/login", [...hiddenFields(page.body, LOGIN_BUTTON), ...fields]);
}

const large: readonly Large[] = [
  {
    name: "a password of 1 MB",
    send: (visitor) =>
      asForm(visitor, [
        ["identifier", "x"],
        ["password", million],
      ]),
  },
  {
    name: "a user name of 1 MB",
    send: (visitor) =>
      asForm(visitor, [
        ["identifier", million],
        ["password", "x"],
      ]),
  },
  {
    name: "10,000 fields",
    send: (visitor) =>
      asForm(
        visitor,
        Array.from({ length: 10_000 }, (_, n) => [`field${n}`, "x"] as const),
      ),
  },
  { name: "a field's name of 1 MB", send: (visitor) => asForm(visitor, [[million, "x"]]) },
  {
    name: "a call with a password of 1 MB",
    send: (visitor) =>
      sendOwn(
        visitor,
        "/login",
        callCarrier(submitPassword, true).carry([
          ["identifier", "x"],
          ["password", million],
        ]),
      ),
  },
  { name: "a call of 1 MB", send: asCall(actionId, JSON.stringify([million])) },
  {
    name: "a header of 100 kB",
    send: (visitor) => visitor.get("/login", { "x-large": "x".repeat(100_000) }),
  },
  {
    name: "a cookie of 100 kB",
    send: (visitor) => visitor.get("/login", { cookie: `x=${"x".repeat(100_000)}` }),
  },
  { name: "an address of 100 kB", send: (visitor) => visitor.get(`/login?next=/${"x".repeat(100_000)}`) },
];

/** Within the limit on a body, but costly to take apart. */
const deep: readonly Large[] = [
  { name: "5,000-deep nesting", send: asCall(actionId, `[${nested(5_000)}]`) },
  { name: "30,000-deep nesting", send: asCall(actionId, `[${nested(30_000)}]`) },
  {
    name: "as many fields as fit",
    send: (visitor) => {
      const { body, contentType } = multipart(
        Array.from({ length: 700 }, (_, n) => [`_1_${n}`, "x"] as const),
      );
      const headers = { ...ownPost(visitor.baseUrl), "content-type": contentType, "next-action": actionId };
      return visitor.send("/login", { method: "POST", headers, body });
    },
  },
];

/** Null where the server closed the connection rather than read on, which leaves no answer to be heard. */
const answerTo = ({ send }: Large, visitor: Visitor): Promise<Answer | null> =>
  send(visitor).catch((error: unknown) => {
    if (error instanceof Error && "code" in error && /^(ECONNRESET|EPIPE)$/.test(String(error.code)))
      return null;
    throw error;
  });

test("what is too large is refused at once, as the sender's fault (T-064)", async ({ people, database }) => {
  const before = await database.fingerprint();
  const faults: string[] = [];
  for (const one of large) {
    const { name } = one;
    const answer = await answerTo(one, people.visitor());
    if (!answer) continue;
    if (answer.status >= 500) faults.push(`${name}: ${answer.status}`);
    expect(answer.milliseconds, name).toBeLessThan(soonMs);
    expect(answer.setCookies, name).toEqual([]);
    expect(innards(answer), name).toEqual([]);
  }
  expect(await database.fingerprint()).toEqual(before);
  expect(faults).toEqual([]);
});

test("while many large and deep requests are refused, others are served (T-064)", async ({
  people,
  database,
}) => {
  const before = await database.fingerprint();
  const attacks = [...large, ...deep].flatMap((one) => Array<Large>(6).fill(one));
  const settled = Promise.all(attacks.map((one) => answerTo(one, people.visitor())));
  for (let round = 0; round < 10; round += 1) {
    const page = await people.visitor().get("/login");
    expect(page.status).toBe(200);
    expect(page.milliseconds).toBeLessThan(soonMs);
  }
  for (const answer of await settled) expect(answer?.setCookies ?? []).toEqual([]);
  expect(await database.fingerprint()).toEqual(before);
});
