import { randomUUID } from "node:crypto";
import { type SQL, sql } from "drizzle-orm";
import { beforeEach, describe, expect, test } from "vitest";
import { db } from "@/db/client";
import { priceSends } from "@/db/queries/prices";
import { addChannelSend, adoptSends, reserveSend, settleSend, usedSends } from "@/db/queries/sends";
import { sendFacts } from "@/lib/sending/facts";
import { testDatabase } from "../../support/database";
import { factsOf, sent, sms, uuid, whom } from "./facts";

const { sql: query, reset } = await testDatabase();

type Row = Readonly<Record<string, unknown>>;
const ledger = (): Promise<Row[]> => query<Row[]>`
  select challenge_id as challenge, provider, channel, country, prefix, result, estimated_price::text as estimate,
    price::text, currency, used_at is not null as used from sends order by at, channel`;

/** News of one delivery, as lib/delivery hands it on. */
type News = Readonly<{
  requestId: string;
  challengeId: string | null;
  scope: "step" | "request";
  channel: string | null;
  meaning: string;
  occurredAt: number;
  amount?: string;
  currency?: string;
}>;

const told = (given: readonly News[]): Promise<unknown> => {
  const rows = sql`json_to_recordset(${JSON.stringify(given)}::json) as g("requestId" uuid, "challengeId" uuid,
    scope text, channel text, meaning text, "occurredAt" float8, amount numeric, currency text)`;
  return db().execute(sql`
    with given as (select * from ${rows}), priced as (${priceSends(sql`given`, "vonage")}) select 1`);
};

const run = (statement: SQL) => db().execute(statement);
const news = (challengeId: string | null, given: Partial<News>): News => ({
  requestId: "11111111-1111-4111-8111-111111111111",
  challengeId,
  scope: "step",
  channel: "sms",
  meaning: "other",
  occurredAt: Date.now(),
  ...given,
});
const paid = (challengeId: string, amount: string, given: Partial<News> = {}) =>
  news(challengeId, { scope: "request", channel: null, amount, currency: "EUR", ...given });

beforeEach(reset);

describe("Every message has a row before it is sent", () => {
  test("It says where the message goes, by which way and for how much, and to nobody whose it is", async () => {
    const facts = factsOf({ number: "+447700900123", address: "192.0.2.7" });
    await run(reserveSend(facts, uuid(randomUUID()), sql`true`));
    expect(await ledger()).toMatchObject([
      {
        provider: "vonage",
        channel: "sms",
        country: "GB",
        prefix: "+447700900",
        result: "reserved",
        price: null,
      },
    ]);
    const [whole] = await query`select s::text as text from sends s`;
    expect(whole?.text).not.toContain("900123");
    expect(whole?.text).not.toContain("192.0.2.7");
  });

  test("Where nothing is sent nothing is written, and never twice", async () => {
    const [facts, challenge] = [factsOf(), uuid(randomUUID())];
    await run(reserveSend(facts, challenge, sql`false`));
    expect(await ledger()).toEqual([]);
    await run(reserveSend(facts, challenge, sql`true`));
    await run(reserveSend(facts, challenge, sql`true`));
    expect(await ledger()).toHaveLength(1);
  });

  test.each(["accepted", "unknown", "refused"] as const)(
    "The provider's answer makes it %s",
    async (result) => {
      const challenge = uuid(randomUUID());
      await run(reserveSend(factsOf(), challenge, sql`true`));
      await run(settleSend(challenge, sql`${"vonage"}`, result));
      expect(await ledger()).toMatchObject([{ result }]);
    },
  );

  test("News that came before the answer stays", async () => {
    const challenge = randomUUID();
    await run(reserveSend(factsOf(), uuid(challenge), sql`true`));
    await told([news(challenge, { meaning: "delivered" })]);
    await run(settleSend(uuid(challenge), sql`${"vonage"}`, "accepted"));
    expect(await ledger()).toMatchObject([{ result: "delivered" }]);
  });

  test("A further channel and the other provider have rows of their own, with the address of the first", async () => {
    const challenge = await sent(factsOf({ address: "192.0.2.7" }));
    const call = sendFacts({ ...whom.signup, number: "+447700900123" }, null, {
      ...sms,
      workflow: ["voice"],
    });
    const other = { ...factsOf(), provider: "telnyx" } as const;
    await run(addChannelSend(uuid(challenge), call, "accepted"));
    await run(addChannelSend(uuid(challenge), call, "accepted"));
    await run(addChannelSend(uuid(challenge), other));
    await run(addChannelSend(sql`null::uuid`, other));
    expect(await ledger()).toMatchObject([
      { provider: "vonage", channel: "sms" },
      { provider: "vonage", channel: "voice", result: "accepted" },
      { provider: "telnyx", channel: "sms", result: "reserved" },
    ]);
    const addresses = await query`select distinct address_hash from sends`;
    expect(addresses).toHaveLength(1);
  });
});

describe("A PIN that was entered", () => {
  test("It marks all channels that carried it, once, and no other message", async () => {
    const [used, other] = [await sent(factsOf()), await sent(factsOf())];
    await run(addChannelSend(uuid(used), { ...factsOf(), channel: "voice" }, "accepted"));
    await run(usedSends(sql`select ${used}::uuid`));
    expect(await ledger()).toMatchObject([
      { challenge: used, used: true },
      { challenge: other, used: false },
      { challenge: used, used: true },
    ]);
    const [first] = await query`select max(used_at)::text as at from sends`;
    await run(usedSends(sql`select ${used}::uuid`));
    expect(await query`select max(used_at)::text as at from sends`).toMatchObject([first ?? {}]);
  });
});

describe("A request that is carried on under another challenge", () => {
  test("Its rows go with it, where the other had reserved nothing", async () => {
    const [from, to] = [await sent(factsOf()), randomUUID()];
    const adopt = (onto: SQL) => sql`with ${adoptSends(sql`select ${from}::uuid`, onto)} select 1`;
    await run(adopt(sql`select ${to}::uuid where false`));
    expect(await ledger()).toMatchObject([{ challenge: from }]);
    await run(adopt(sql`select ${to}::uuid`));
    expect(await ledger()).toMatchObject([{ challenge: to, result: "accepted" }]);
  });

  test("Of the message that the other had reserved nothing stays: it was never sent", async () => {
    const [from, to] = [await sent(factsOf()), randomUUID()];
    await run(reserveSend(factsOf(), uuid(to), sql`true`));
    const adopt = (lost: string) =>
      sql`with ${adoptSends(sql`select ${lost}::uuid where ${lost} = ${from}`, sql`select ${to}::uuid`)} select 1`;
    await run(adopt(randomUUID()));
    expect(await ledger()).toHaveLength(2);
    await run(adopt(from));
    expect(await ledger()).toMatchObject([{ challenge: to, result: "accepted" }]);
  });
});

describe("What was paid", () => {
  test("The price of a message that went one way is that way's", async () => {
    const challenge = await sent(factsOf());
    await told([paid(challenge, "0.0512")]);
    expect(await ledger()).toMatchObject([{ price: "0.05120", currency: "EUR", result: "accepted" }]);
  });

  test("Channels that began by themselves are added, and the rows add up to what was paid", async () => {
    const challenge = await sent(factsOf());
    const began = Date.now() + 1_000;
    const whole = [
      news(challenge, { meaning: "delivered", occurredAt: began - 5_000 }),
      news(challenge, { channel: "voice", meaning: "used", occurredAt: began }),
      paid(challenge, "0.15000000"),
    ];
    await told(whole);
    const first = await ledger();
    expect(first).toMatchObject([
      { channel: "sms", price: "0.06000", result: "delivered" },
      { channel: "voice", price: "0.09000", result: "accepted", country: "GB" },
    ]);
    await told(whole);
    expect(await ledger()).toEqual(first);
  });

  test("Less than was estimated goes to the first channels, and nothing below nought to the last", async () => {
    const challenge = await sent(factsOf());
    await told([news(challenge, { channel: "voice" }), paid(challenge, "0.05")]);
    expect(await ledger()).toMatchObject([{ price: "0.05000" }, { price: "0.00000" }]);
  });

  test("A price that comes with one channel's news is that channel's", async () => {
    const challenge = await sent(factsOf());
    await told([news(challenge, { meaning: "delivered", amount: "0.0041", currency: "USD" })]);
    expect(await ledger()).toMatchObject([{ price: "0.00410", currency: "USD", result: "delivered" }]);
  });

  test("The next message to that country is estimated by it, another country's is not", async () => {
    await told([paid(await sent(factsOf()), "0.0333")]);
    await sent(factsOf({ number: "+447700900999" }));
    await sent(factsOf({ number: "+33612345678" }));
    expect(await ledger()).toMatchObject([
      {},
      { estimate: "0.03330" },
      { country: "FR", estimate: "0.06000" },
    ]);
  });

  test("News without a price leaves the price that is known", async () => {
    const challenge = await sent(factsOf());
    await told([paid(challenge, "0.05")]);
    await told([news(challenge, { meaning: "undelivered" })]);
    expect(await ledger()).toMatchObject([{ price: "0.05000", currency: "EUR", result: "undelivered" }]);
  });

  test("A price that cannot be is left out, and the rest of the news is taken", async () => {
    const challenge = await sent(factsOf());
    await told([news(challenge, { meaning: "delivered" }), paid(challenge, "1e30")]);
    await told([paid(challenge, "-4")]);
    expect(await ledger()).toMatchObject([{ price: null, result: "delivered" }]);
  });

  test("News of a message that is none of ours writes nothing", async () => {
    await told([news(randomUUID(), {}), news(null, {}), paid(randomUUID(), "3")]);
    expect(await ledger()).toEqual([]);
  });
});
