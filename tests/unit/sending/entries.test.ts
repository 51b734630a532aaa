import { beforeEach, describe, expect, test } from "vitest";
import { serveWith } from "../environment";

const sms = { workflow: ["sms", "voice"], plan: { provider: "vonage" } } as const;

type Asked = Readonly<{
  purpose: "login" | "signup";
  number: string;
  address: string | null;
  userId: string | null;
}>;
const asked: Asked = { purpose: "login", number: "+37251234567", address: "192.0.2.7", userId: "ada" };

async function factsOf(given: Partial<Asked> = {}) {
  const { sendFacts } = await import("@/lib/sending/facts");
  const { purpose, number, address } = { ...asked, ...given };
  return sendFacts({ purpose, neutral: false, number }, address, sms);
}

async function entriesOf(given: Partial<Asked> = {}) {
  const { sendEntries } = await import("@/lib/sending/entries");
  return sendEntries(await factsOf(given), given.userId === undefined ? asked.userId : given.userId);
}

const named = (stages: Awaited<ReturnType<typeof entriesOf>>) =>
  stages.map((stage) => stage.map(({ name }) => name));
const keysOf = (stages: Awaited<ReturnType<typeof entriesOf>>) => stages.flat().map(({ key }) => key);

beforeEach(() => serveWith());

describe("What a message is reserved against", () => {
  test("A login against every budget, from the narrowest to the one that all share", async () => {
    expect(named(await entriesOf())).toEqual([
      ["number", "account", "address"].flatMap((one) => [`login.${one}.hour`, `login.${one}.day`]),
      ["login.prefix.hour", "login.prefix.day"],
      ["login.country.hour", "login.country.day"],
      ["login.total.hour", "login.total.day"],
    ]);
  });

  test("A sign-up has no account, and without a trusted address there is no counter of it", async () => {
    const [narrow] = named(await entriesOf({ purpose: "signup", address: null }));
    expect(narrow).toEqual(["signup.number.hour", "signup.number.day"]);
  });

  test("Limits are the policy's, and those of the configuration where it has some", async () => {
    serveWith({ SEND_LIMITS: "login.total.hour=7" });
    const all = (await entriesOf()).flat();
    expect(all.find(({ name }) => name === "login.total.hour")).toMatchObject({ limit: 7, seconds: 3_600 });
    expect(all.find(({ name }) => name === "login.number.day")).toMatchObject({ limit: 10, seconds: 86_400 });
  });

  test("Every budget, purpose and subject has a counter of its own", async () => {
    const all = [
      ...keysOf(await entriesOf()),
      ...keysOf(await entriesOf({ purpose: "signup" })),
      ...keysOf(await entriesOf({ number: "+358401234567", address: "192.0.2.8", userId: "bob" })).slice(
        0,
        10,
      ),
    ];
    expect(new Set(all).size).toBe(all.length);
  });

  test("Neighbours share the counters of their block, their country and all", async () => {
    const shared = new Set(
      keysOf(await entriesOf({ number: "+37251234999", address: "192.0.2.9", userId: "bob" })),
    );
    expect(keysOf(await entriesOf()).filter((key) => shared.has(key))).toHaveLength(6);
  });

  test("No counter tells whom it counts", async () => {
    for (const key of keysOf(await entriesOf())) expect(key).toMatch(/^[\w-]{43}$/);
  });
});

describe("What the ledger keeps", () => {
  test("Neither the number nor the address can be read from it", async () => {
    const facts = await factsOf();
    expect(facts).toMatchObject({ country: "EE", prefix: "+37251234", provider: "vonage", channel: "sms" });
    expect(JSON.stringify(facts)).not.toMatch(/234567|192\.0/);
  });

  test("The same number has the same hash, another one has another", async () => {
    expect((await factsOf()).numberHashes).toEqual((await factsOf({ purpose: "signup" })).numberHashes);
    expect((await factsOf()).numberHashes).not.toEqual(
      (await factsOf({ number: "+37251234568" })).numberHashes,
    );
  });

  test("Another secret makes other hashes", async () => {
    const before = await factsOf();
    serveWith({ AUTH_SECRET: "another-secret-that-is-long-enough-to-be-one" });
    expect((await factsOf()).numberHashes).not.toEqual(before.numberHashes);
  });

  test("A call is estimated as a call", async () => {
    const { sendFacts } = await import("@/lib/sending/facts");
    const { estimatedPrice } = sendFacts({ purpose: "login", neutral: false, number: asked.number }, null, {
      ...sms,
      workflow: ["voice"],
    });
    expect(Number(estimatedPrice)).toBeGreaterThan(Number((await factsOf()).estimatedPrice));
  });
});
