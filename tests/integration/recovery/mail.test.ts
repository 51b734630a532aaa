import { afterEach, beforeEach, expect, test } from "vitest";
import { deliverNotices } from "@/lib/notices/deliver";
import { dispute } from "@/lib/notices/dispute";
import { testDatabase } from "../../support/database";
import { newPerson, type Person } from "../../support/people";
import { scriptedProvider } from "../../support/provider";
import { testSimulator } from "../../support/simulator";
import { linkOf } from "../notices/disputes";
import { askedRecovery, elsewhere, newestLink, passHours } from "./recoveries";

const { sql, reset } = await testDatabase();
const { control } = await testSimulator();
beforeEach(reset);
afterEach(() => control.clearFaults());

const { providers } = scriptedProvider();
const deliver = () => deliverNotices(providers);
const mails = ({ email }: Person) => control.mailsFor(email).map(({ subject }) => subject);
const asked = "Countersign: Somebody wants to replace the phone of your account";
const ready = "Countersign: You can get back into your account now";
/** What is sent by itself after the answer. */
const sent = (kind: string) =>
  expect.poll(() => sql`select 1 from notices where kind = ${kind} and sent_at is null`).toHaveLength(0);

test("The mail with the link goes out when the wait is over, and not before; it says until when the link works", async () => {
  const person = await newPerson();
  await askedRecovery(person);
  await sent("recovery-asked");
  await passHours(71);
  await deliver();
  expect(mails(person)).toEqual([asked]);
  await passHours(1.01);
  await deliver();
  expect(mails(person)).toEqual([asked, ready]);
  const text = control.mailsFor(person.email).at(-1)?.text ?? "";
  expect(text).toContain(`/recover/link?link=${await newestLink()}`);
  const [{ ends = new Date(0) } = {}] = await sql<{ ends: Date }[]>`select ends_at as ends from recoveries`;
  const day = new Intl.DateTimeFormat("en-GB", { dateStyle: "long", timeZone: "UTC" }).format(ends);
  expect(text.replaceAll("\n", " ")).toContain(`The link is good once, until ${day}`);
});

test("A mail server that is down costs nobody the link: it stays queued, and comes once it is up again", async () => {
  const person = await newPerson();
  await askedRecovery(person);
  await sent("recovery-asked");
  await passHours(73);
  control.fault({ operation: "connect", effect: { kind: "answer", status: 421 }, lasting: true });
  expect(await deliver()).toMatchObject({ told: 0, undelivered: 0 });
  expect(await sql`select attempts::int, sent_at from notices where kind = 'recovery-ready'`).toEqual([
    { attempts: 1, sent_at: null },
  ]);
  control.clearFaults();
  await passHours(1);
  await deliver();
  expect(mails(person)).toContain(ready);
});

test("One that was stopped never goes out, tried or not, and that it was stopped does", async () => {
  const person = await newPerson();
  await askedRecovery(person);
  await sent("recovery-asked");
  await passHours(73);
  control.fault({ operation: "connect", effect: { kind: "answer", status: 421 }, lasting: true });
  await deliver();
  control.clearFaults();
  const [notice] = await sql<
    { id: string }[]
  >`select id from notices where kind = 'recovery-asked' and channel = 'email'`;
  await dispute(linkOf(notice?.id ?? ""), elsewhere);
  await sent("recovery-stopped");
  await passHours(24);
  await deliver();
  expect(mails(person)).not.toContain(ready);
  expect(mails(person)).toContain("Countersign: Replacing the phone of your account was stopped");
});
