import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { deliverNotices } from "@/lib/notices/deliver";
import { undeliveredNotices } from "@/lib/notices/undelivered";
import { loggedLines } from "../../support/console";
import { testDatabase } from "../../support/database";
import { newNotice } from "../../support/notices";
import { newPerson } from "../../support/people";
import { scriptedProvider } from "../../support/provider";
import { testSimulator } from "../../support/simulator";

const { sql, reset } = await testDatabase();
const { control } = await testSimulator();
beforeEach(reset);
afterEach(() => control.clearFaults());

const { providers } = scriptedProvider();
const deliver = () => deliverNotices(providers);
const again = async () => {
  await sql`update notices set due_at = now()`;
  return deliver();
};

/** Nobody waits for eight seconds here. */
function impatient(): void {
  const timeout = AbortSignal.timeout.bind(AbortSignal);
  vi.spyOn(AbortSignal, "timeout").mockImplementation(() => timeout(300));
}
afterEach(() => vi.restoreAllMocks());

const failures = () =>
  loggedLines()
    .map((line): Record<string, unknown> => JSON.parse(line))
    .filter(({ event }) => event === "notice.mail");

describe("A mail server that fails costs nobody their notice (F-36)", () => {
  test.each([
    ["greets with 421", { operation: "connect", effect: { kind: "answer", status: 421 } }],
    ["breaks off", { operation: "connect", effect: { kind: "reset" } }],
    ["puts the recipient off", { operation: "mail", effect: { kind: "answer", status: 450 } }],
    ["breaks off at the recipient", { operation: "mail", effect: { kind: "reset" } }],
    ["refuses the contents", { operation: "mail", when: "after", effect: { kind: "answer", status: 554 } }],
  ] as const)("One that %s gets it again", async (_name, fault) => {
    control.fault(fault);
    const person = await newPerson();
    await newNotice(person);
    expect(await deliver()).toEqual({ told: 0, undelivered: 0 });
    expect(failures()).toHaveLength(1);
    expect(await again()).toEqual({ told: 1, undelivered: 0 });
    expect(control.mailsFor(person.email).length).toBeGreaterThan(0);
  });

  test.each([
    ["never greets", { operation: "connect", effect: { kind: "hang" } }],
    ["falls silent at the recipient", { operation: "mail", effect: { kind: "hang" } }],
  ] as const)("One that %s is given up in time, and gets it again", async (_name, fault) => {
    impatient();
    control.fault(fault);
    const person = await newPerson();
    await newNotice(person);
    expect(await deliver()).toEqual({ told: 0, undelivered: 0 });
    expect(await again()).toEqual({ told: 1, undelivered: 0 });
    expect(control.mailsFor(person.email)).toHaveLength(1);
  });

  test("Whose answer was lost it comes twice, word for word, and never not at all", async () => {
    control.fault({ operation: "mail", when: "after", effect: { kind: "reset" } });
    const person = await newPerson();
    await newNotice(person);
    expect(await deliver()).toEqual({ told: 0, undelivered: 0 });
    expect(await again()).toEqual({ told: 1, undelivered: 0 });
    const ids = control
      .outbox()
      .filter(({ to }) => to === person.email)
      .map(({ requestId, subject, text }) => [requestId, subject, text]);
    expect(ids).toHaveLength(2);
    expect(ids[0]).toEqual(ids[1]);
  });

  test("One that refuses the recipient for good is not asked again; operators and owner learn of it", async () => {
    control.fault({ operation: "mail", effect: { kind: "answer", status: 550 }, lasting: true });
    const person = await newPerson();
    await newNotice(person);
    expect(await deliver()).toEqual({ told: 0, undelivered: 1 });
    expect(await again()).toEqual({ told: 0, undelivered: 0 });
    expect(await undeliveredNotices(person.id)).toHaveLength(1);
    expect(loggedLines().join("\n")).toContain('"key":"notice-undelivered"');
  });

  test("What the server said of somebody is not in the log", async () => {
    const person = await newPerson();
    const text = `5.1.1 <${person.email}> is not here, ${person.username}`;
    control.fault({ operation: "mail", effect: { kind: "answer", status: 550, text } });
    await newNotice(person);
    await deliver();
    expect(failures()).toEqual([
      expect.objectContaining({ code: "EENVELOPE", stage: "RCPT TO", status: 550, level: "warn" }),
    ]);
    expect(loggedLines().join("\n")).not.toContain(person.username);
  });

  test("One that does not know us is the operators' to mend", async () => {
    const { env } = await import("@/lib/env");
    const { mail } = env().notices;
    if (!mail) throw new Error("No mail");
    const strange = {
      ...env(),
      notices: { ...env().notices, mail: { ...mail, auth: { user: "x", pass: "y" } } },
    };
    vi.spyOn(await import("@/lib/env"), "env").mockReturnValue(strange);
    await newNotice(await newPerson());
    expect(await deliver()).toEqual({ told: 0, undelivered: 0 });
    expect(failures()).toEqual([expect.objectContaining({ code: "EAUTH", status: 535, level: "error" })]);
  });
});
