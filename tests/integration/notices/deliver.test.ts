import { beforeEach, describe, expect, test } from "vitest";
import { claimDueNotices } from "@/db/queries/notice-queue";
import { readLink } from "@/lib/links";
import { deliverNotices } from "@/lib/notices/deliver";
import { undeliveredNotices } from "@/lib/notices/undelivered";
import { policy } from "@/lib/policy";
import { race } from "../../support/barrier";
import { loggedLines } from "../../support/console";
import { testDatabase } from "../../support/database";
import { newNotice } from "../../support/notices";
import { newPerson } from "../../support/people";
import { providersOf, scriptedProvider } from "../../support/provider";
import { testSimulator } from "../../support/simulator";

const { sql, reset } = await testDatabase();
const { control } = await testSimulator();
beforeEach(reset);

const { retryAfter, batch } = policy.notices;
const scripted = () => scriptedProvider();

const row = async (id: string) => {
  const [found] = await sql<
    { attempts: number; sent: boolean; over: boolean; wait: number }[]
  >`select attempts::int, sent_at is not null as sent, given_up_at is not null as over,
      round(extract(epoch from due_at - now()))::int as wait from notices where id = ${id}`;
  return found;
};
const linkIn = (text: string) => /\?link=([\w-]{44})\s*$/.exec(text)?.[1];

describe("A notice that is due", () => {
  test("is mailed once, and its link names it", async () => {
    const person = await newPerson();
    const id = await newNotice(person);
    expect(await deliverNotices(scripted().providers)).toEqual({ told: 1, undelivered: 0 });
    expect(await deliverNotices(scripted().providers)).toEqual({ told: 0, undelivered: 0 });
    const mails = control.mailsFor(person.email);
    expect(mails).toHaveLength(1);
    expect(mails[0]).toMatchObject({ to: person.email, subject: "Countersign: Your password was changed" });
    expect(mails[0]?.text).toContain(`Hello ${person.username},`);
    expect(readLink("not-me", linkIn(mails[0]?.text ?? ""))).toBe(id);
    expect(await row(id)).toMatchObject({ attempts: 1, sent: true, over: false });
  });

  test("is texted once, and its link names it", async () => {
    const { providers, texts } = scripted();
    const person = await newPerson();
    const id = await newNotice(person, { channel: "text" });
    expect(await deliverNotices(providers)).toEqual({ told: 1, undelivered: 0 });
    await deliverNotices(providers);
    expect(texts).toEqual([
      { number: person.phone, reference: id, text: expect.stringMatching(/^Countersign: /) },
    ]);
    expect(readLink("not-me", linkIn(texts[0]?.text ?? ""))).toBe(id);
  });

  test("waits for its time", async () => {
    await newNotice(await newPerson(), { due: 60 });
    expect(await deliverNotices(scripted().providers)).toEqual({ told: 0, undelivered: 0 });
  });

  test("is sent however many there are", async () => {
    const { providers, texts } = scripted();
    const person = await newPerson();
    const count = 3 * batch + 1;
    for (let notice = 0; notice < count; notice += 1) await newNotice(person, { channel: "text" });
    expect(await deliverNotices(providers)).toEqual({ told: count, undelivered: 0 });
    expect(texts).toHaveLength(count);
  });
});

test("Two instances at once send each notice once, twenty times", async () => {
  for (let round = 0; round < 20; round += 1) {
    await reset();
    const { providers, texts } = scripted();
    const person = await newPerson();
    for (let notice = 0; notice < 12; notice += 1) await newNotice(person, { channel: "text" });
    const ends = await race(4, () => deliverNotices(providers));
    const told = ends.map((end) => (end.status === "fulfilled" ? end.value.told : Number.NaN));
    expect(told.reduce((sum, count) => sum + count, 0)).toBe(12);
    expect(new Set(texts.map(({ reference }) => reference)).size).toBe(12);
    expect(texts).toHaveLength(12);
  }
}, 60_000);

describe("A notice that could not be sent", () => {
  test("comes up again after longer and longer waits, and is given up after the last", async () => {
    const { providers, answers, texts } = scripted();
    answers.sendText = async () => "unavailable";
    const person = await newPerson();
    const id = await newNotice(person, { channel: "text" });
    for (const [index, seconds] of retryAfter.entries()) {
      await sql`update notices set due_at = now()`;
      expect(await deliverNotices(providers)).toEqual({ told: 0, undelivered: 0 });
      expect(await row(id)).toEqual({ attempts: index + 1, sent: false, over: false, wait: seconds });
    }
    await sql`update notices set due_at = now()`;
    expect(await deliverNotices(providers)).toEqual({ told: 0, undelivered: 1 });
    expect(await row(id)).toMatchObject({ attempts: retryAfter.length + 1, over: true });
    await sql`update notices set due_at = now()`;
    await deliverNotices(providers);
    expect(texts).toHaveLength(retryAfter.length + 1);
    expect(await undeliveredNotices(person.id)).toEqual([
      { subject: "Your password was changed", channel: "text", createdAt: expect.any(Date) },
    ]);
    expect(loggedLines().join("\n")).toContain('"key":"notice-undelivered"');
  });

  test("is sent at the next try", async () => {
    const { providers, answers } = scripted();
    const id = await newNotice(await newPerson(), { channel: "text" });
    for (const outcome of ["unavailable", "unknown"] as const) {
      answers.sendText = async () => outcome;
      await sql`update notices set due_at = now()`;
      await deliverNotices(providers);
    }
    answers.sendText = async () => "sent";
    await sql`update notices set due_at = now()`;
    expect(await deliverNotices(providers)).toEqual({ told: 1, undelivered: 0 });
    expect(await row(id)).toMatchObject({ attempts: 3, sent: true, over: false });
  });

  test("is given up at once when its recipient is refused for good", async () => {
    const { providers, answers, texts } = scripted();
    answers.sendText = async () => "refused";
    const id = await newNotice(await newPerson(), { channel: "text" });
    expect(await deliverNotices(providers)).toEqual({ told: 0, undelivered: 1 });
    expect(await row(id)).toMatchObject({ attempts: 1, over: true });
    expect(texts).toHaveLength(1);
  });

  test("is not lost with the instance that took it, and not tried for ever by those that die of it", async () => {
    const { providers, texts } = scripted();
    const person = await newPerson();
    const id = await newNotice(person, { channel: "text" });
    expect(await claimDueNotices(retryAfter, batch)).toHaveLength(1);
    expect(await deliverNotices(providers)).toEqual({ told: 0, undelivered: 0 });
    await sql`update notices set due_at = now()`;
    expect(await deliverNotices(providers)).toEqual({ told: 1, undelivered: 0 });
    expect(await row(id)).toMatchObject({ attempts: 2, sent: true });
    const doomed = await newNotice(person, { channel: "text", attempts: retryAfter.length + 1 });
    expect(await deliverNotices(providers)).toEqual({ told: 0, undelivered: 1 });
    expect(await row(doomed)).toMatchObject({ over: true });
    expect(texts).toHaveLength(1);
  });

  test("holds up no other", async () => {
    const { providers, provider, texts } = scripted();
    const person = await newPerson();
    const broken = await newNotice(person, { channel: "text" });
    const sendText: typeof provider.sendText = (message) => {
      if (message.reference === broken) throw new Error("nobody expects this");
      return provider.sendText(message);
    };
    await newNotice(person, { channel: "text" });
    const all = { ...providers, first: { ...provider, sendText } };
    expect(await deliverNotices(all)).toEqual({ told: 1, undelivered: 0 });
    expect(texts).toHaveLength(1);
    expect(loggedLines().join("\n")).toContain('"event":"notice.failed"');
  });
});

test.each([
  ["unavailable", 1],
  ["unknown", 0],
  ["refused", 0],
  ["sent", 0],
] as const)(
  "After %s the second provider is asked %i times: never when a text may be on its way",
  async (outcome, asked) => {
    const [first, second] = [scripted(), scripted()];
    first.answers.sendText = async () => outcome;
    await newNotice(await newPerson(), { channel: "text" });
    await deliverNotices(providersOf(first.provider, second.provider));
    expect([first.texts.length, second.texts.length]).toEqual([1, asked]);
  },
);

test.each([
  ["reset-link", policy.reset.linkSeconds],
  ["confirm-email", policy["email-change"].linkSeconds],
] as const)("A %s is not sent once its link opens nothing any more", async (kind, seconds) => {
  const person = await newPerson();
  await newNotice(person, { kind, age: seconds - 5 });
  const late = await newNotice(person, { kind, age: seconds + 5 });
  expect(await deliverNotices(scripted().providers)).toEqual({ told: 1, undelivered: 1 });
  expect(await row(late)).toMatchObject({ sent: false, over: true });
  expect(control.mailsFor(person.email)).toHaveLength(1);
});

describe("What its owner sees at the next sign-in (F-36)", () => {
  test("is what was given up lately, of this account alone, the newest first", async () => {
    const [ada, bea] = [await newPerson(), await newPerson()];
    const day = 86_400;
    for (const [person, age, kind] of [
      [ada, 3 * day, "password-changed"],
      [ada, 2 * day, "email-changed"],
      [bea, day, "number-changed"],
      [ada, 40 * day, "username-changed"],
    ] as const) {
      const id = await newNotice(person, { age, kind });
      await sql`update notices set given_up_at = created_at + interval '1 day' where id = ${id}`;
    }
    await newNotice(ada, { kind: "sessions-ended" });
    expect((await undeliveredNotices(ada.id)).map(({ subject }) => subject)).toEqual([
      "The e-mail address of your account was changed",
      "Your password was changed",
    ]);
  });
});

test("No log line has an address, a number, a name or a link", async () => {
  const { providers } = scripted();
  const person = await newPerson();
  await newNotice(person);
  await newNotice(person, { channel: "text" });
  await deliverNotices(providers);
  const lines = loggedLines().filter((line) => line.includes("notice."));
  expect(lines).toHaveLength(2);
  for (const secret of [person.email, person.phone.slice(0, -2), person.username, "link="])
    expect(lines.join("\n")).not.toContain(secret);
});
