import { expect, test } from "vitest";
import { address, post, postFailure } from "./mail";
import { client, failure, simulator, sms } from "./support";

const count = ({ control }: Awaited<ReturnType<typeof simulator>>) => control.mailsFor(address).length;

/** What a client says that gives up once the fault has struck. */
async function givenUp(running: Awaited<ReturnType<typeof simulator>>): Promise<unknown> {
  const patience = new AbortController();
  const waiting = failure(post(running, { signal: patience.signal }));
  await expect.poll(() => running.control.faults()).toEqual([]);
  patience.abort();
  return waiting;
}

test.each([
  ["for good", 550],
  ["for now", 451],
])("a recipient can be refused %s, once", async (_what, status) => {
  const running = await simulator();
  running.control.fault({ operation: "mail", number: "Ada@example.org", effect: { kind: "answer", status } });
  const refused = { code: "EENVELOPE", command: "RCPT TO", status };
  expect(await postFailure(post(running))).toEqual(refused);
  expect(count(running)).toBe(0);
  await post(running);
  expect(count(running)).toBe(1);
});

test("a lasting fault strikes its own address until it is cleared, and no other", async () => {
  const running = await simulator();
  const effect = { kind: "answer", status: 550, text: "5.1.1 Nobody here" } as const;
  running.control.fault({ operation: "mail", number: address, lasting: true, effect });
  await postFailure(post(running));
  await expect(post(running)).rejects.toThrow("550 5.1.1 Nobody here");
  await post(running, { to: "bob@example.org" });
  running.control.clearFaults();
  await post(running);
});

test("a server that is down resets the connection before it says a word", async () => {
  const running = await simulator();
  running.control.fault({ operation: "connect", lasting: true, effect: { kind: "reset" } });
  expect(await postFailure(post(running))).toEqual({ code: "ESOCKET", command: "CONN" });
  expect(await postFailure(post(running))).toEqual({ code: "ESOCKET", command: "CONN" });
  expect(count(running)).toBe(0);
  running.control.clearFaults();
  await post(running);
});

test("a server that is too busy says so in its greeting", async () => {
  const running = await simulator();
  running.control.fault({ operation: "connect", effect: { kind: "answer", status: 421 } });
  expect(await postFailure(post(running))).toEqual({ code: "EPROTOCOL", command: "CONN", status: 421 });
});

test.each(["connect", "mail"] as const)(
  "a server that says nothing at %s leaves the client waiting until it gives up",
  async (operation) => {
    const running = await simulator();
    running.control.fault({ operation, effect: { kind: "hang" } });
    expect(await givenUp(running)).toMatchObject({ name: "AbortError" });
    expect(count(running)).toBe(0);
    await post(running);
  },
);

test("a connection that is cut at the recipient leaves nothing behind", async () => {
  const running = await simulator();
  running.control.fault({ operation: "mail", number: address, effect: { kind: "reset" } });
  await postFailure(post(running));
  expect(count(running)).toBe(0);
});

test("a mail whose answer is lost has arrived all the same", async () => {
  const running = await simulator();
  running.control.fault({ operation: "mail", when: "after", effect: { kind: "reset" } });
  expect(await postFailure(post(running))).toMatchObject({ code: "ESOCKET" });
  expect(count(running)).toBe(1);
  running.control.fault({ operation: "mail", when: "after", effect: { kind: "hang" } });
  expect(await givenUp(running)).toMatchObject({ name: "AbortError" });
  running.control.fault({ operation: "mail", when: "after", effect: { kind: "answer", status: 451 } });
  expect(await postFailure(post(running))).toEqual({ code: "EMESSAGE", command: "DATA", status: 451 });
  expect(count(running)).toBe(3);
});

test("a mail that was taken can be lost, late or refused on its further way", async () => {
  const running = await simulator();
  for (const kind of ["drop", "refuse"] as const) {
    running.control.fault({ operation: "deliver", number: address, effect: { kind } });
    await post(running);
  }
  expect(running.control.outbox().map(({ delivery }) => delivery)).toEqual(["dropped", "refused"]);
  running.control.fault({ operation: "deliver", number: address, effect: { kind: "late", seconds: 20 } });
  await post(running);
  expect(count(running)).toBe(0);
  await running.control.advanceSeconds(20);
  expect(count(running)).toBe(1);
});

test("faults of the providers leave the mail server alone, and its own leave them", async () => {
  const running = await simulator();
  running.control.fault({ operation: "any", lasting: true, effect: { kind: "answer", status: 503 } });
  await post(running);
  expect(count(running)).toBe(1);
  running.control.clearFaults();
  running.control.fault({ operation: "connect", lasting: true, effect: { kind: "reset" } });
  running.control.fault({ operation: "mail", lasting: true, effect: { kind: "reset" } });
  await client(running).newRequest(sms());
});

test("a fault before anybody is known cannot be for somebody", async () => {
  const { url } = await simulator();
  const fault = { operation: "connect", number: address, effect: { kind: "reset" } };
  const body = JSON.stringify(fault);
  expect((await fetch(`${url}/_simulator/faults`, { method: "POST", body })).status).toBe(400);
});

test("closing ends waiting clients at once", async () => {
  const running = await simulator();
  running.control.fault({ operation: "connect", effect: { kind: "hang" } });
  const waiting = postFailure(post(running));
  await expect.poll(() => running.control.faults()).toEqual([]);
  await running.close();
  expect((await waiting).command).toBe("CONN");
});
