import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { notifyPhones } from "@/lib/approvals/push";
import { approvalView, readApprovalOf } from "@/lib/approvals/view";
import { askPinInstead } from "@/lib/login/approve";
import { policy } from "@/lib/policy";
import { loggedLines } from "../../support/console";
import { testDatabase } from "../../support/database";
import { visitor } from "../../support/people";
import { scriptedProvider } from "../../support/provider";
import { testSimulator } from "../../support/simulator";
import { newPhone } from "./phone";
import { login, loginState, newWaitingLogin, withPhone } from "./scenes";
import { endpointOf, newSubscription, pushOf, subscribed } from "./subscriptions";

vi.mock("next/headers", async () => (await import("../../support/requests")).nextHeaders);

const { sql, reset } = await testDatabase();
const { control } = await testSimulator();
beforeEach(reset);
afterEach(() => {
  control.clearFaults();
  vi.unstubAllGlobals();
});

/** A login that waits, and a phone that can be notified of it. */
async function scene() {
  const waiting = await newWaitingLogin();
  const { endpoint } = await subscribed(waiting.phone);
  const notify = () => notifyPhones(waiting.person.id, waiting.request.id);
  return { ...waiting, endpoint, notify };
}

/** The phone shows the request when it is opened, and may approve it. */
async function stillWorks({ phone, request, handle }: Awaited<ReturnType<typeof newWaitingLogin>>) {
  expect((await phone.list()).body?.requests?.map(({ id }) => id)).toEqual([request.id]);
  const row = await readApprovalOf("login", handle);
  expect(row && approvalView("login", row)).toMatchObject({ state: "pending", push: await pushOf(request) });
  expect(await phone.decide(request, "approved")).toMatchObject({ body: { state: "approved" } });
  expect(await loginState(handle)).toBe("verified");
}

describe("A notification (F-29)", () => {
  test("says that something waits and where to look, and nothing of what it is", async () => {
    const { endpoint, notify, request, person } = await scene();
    await notify();
    const [push, ...more] = control.pushes(endpoint);
    expect(more).toEqual([]);
    expect(JSON.parse(push?.payload ?? "")).toEqual({
      id: request.id,
      url: `http://localhost:3000/approve#${request.id}`,
    });
    expect(push).toMatchObject({ urgency: "high", topic: "approval", ttl: policy.approval.lifeSeconds });
    expect(push?.payload).not.toContain(person.username);
    expect(await pushOf(request)).toBe("sent");
  });

  test("goes to every phone of the account and to no other; one that arrives is enough", async () => {
    const first = await scene();
    const second = await newPhone(first.person, "Other");
    const other = await subscribed(second);
    const removed = await newPhone(first.person, "Removed");
    const gone = await subscribed(removed);
    await sql`update devices set revoked_at = now() where id = ${removed.id}`;
    const stranger = await subscribed((await withPhone()).phone);
    control.expirePush(first.endpoint);
    await first.notify();
    expect(control.pushes(other.endpoint)).toHaveLength(1);
    expect([control.pushes(gone.endpoint), control.pushes(stranger.endpoint)]).toEqual([[], []]);
    expect(await pushOf(first.request)).toBe("sent");
  });

  test("goes out with a login by itself, once its request is written", async () => {
    const { person, phone } = await withPhone();
    const { endpoint } = await subscribed(phone);
    await login(person);
    await expect.poll(() => control.pushes(endpoint)).toHaveLength(1);
    const request = await phone.waiting();
    await expect.poll(() => pushOf(request)).toBe("sent");
  });

  test("cannot go out where no phone is subscribed: the page knows, and the request waits", async () => {
    const waiting = await newWaitingLogin();
    await notifyPhones(waiting.person.id, waiting.request.id);
    expect(await pushOf(waiting.request)).toBe("none");
    await stillWorks(waiting);
  });
});

describe("The push service (F-29)", () => {
  test.each([400, 403, 413, 429, 500, 503])(
    "answers %i: the subscription stays, the request waits",
    async (status) => {
      const waiting = await scene();
      control.fault({ operation: "push", effect: { kind: "answer", status } });
      await waiting.notify();
      expect(await pushOf(waiting.request)).toBe("failed");
      expect(await endpointOf(waiting.phone)).toBe(waiting.endpoint);
      await stillWorks(waiting);
      expect(loggedLines().join()).not.toContain(waiting.endpoint);
    },
  );

  test.each([404, 410])("answers %i: the subscription is removed, the request waits", async (status) => {
    const waiting = await scene();
    control.fault({ operation: "push", effect: { kind: "answer", status } });
    await waiting.notify();
    expect(await pushOf(waiting.request)).toBe("failed");
    expect(await endpointOf(waiting.phone)).toBeNull();
    await stillWorks(waiting);
    await waiting.notify();
    expect(await pushOf(waiting.request)).toBe("none");
  });

  test("has forgotten the one subscription: that of the other phone stays", async () => {
    const waiting = await scene();
    const other = await newPhone(waiting.person, "Other");
    const kept = await subscribed(other);
    control.expirePush(waiting.endpoint);
    await waiting.notify();
    expect([await endpointOf(waiting.phone), await endpointOf(other)]).toEqual([null, kept.endpoint]);
  });

  test("has forgotten one that was replaced meanwhile: the new one stays", async () => {
    const waiting = await scene();
    const newer = await newSubscription();
    control.expirePush(waiting.endpoint);
    const real = globalThis.fetch;
    vi.stubGlobal("fetch", async (...given: Parameters<typeof fetch>) => {
      const answer = await real(...given);
      await waiting.phone.subscribe(newer);
      return answer;
    });
    await waiting.notify();
    expect(await endpointOf(waiting.phone)).toBe(newer.endpoint);
  });

  test.each([
    ["cuts the connection", { kind: "reset" }],
    ["answers what is no answer", { kind: "malformed" }],
  ] as const)("%s: nothing is thrown, the request waits", async (_, effect) => {
    const waiting = await scene();
    control.fault({ operation: "push", effect });
    await waiting.notify();
    expect(await endpointOf(waiting.phone)).toBe(waiting.endpoint);
    await stillWorks(waiting);
  });

  test("hangs: it is waited for so long and no longer, and a login does not wait at all", async () => {
    const { person, phone } = await withPhone();
    const { endpoint } = await subscribed(phone);
    control.fault({ operation: "push", lasting: true, effect: { kind: "hang" } });
    await login(person);
    const request = await phone.waiting();
    expect(await pushOf(request)).toBeNull();
    const began = performance.now();
    await notifyPhones(person.id, request.id);
    expect(performance.now() - began).toBeLessThan(policy.devices.pushTimeoutMs * 2);
    expect(await pushOf(request)).toBe("failed");
    expect(await endpointOf(phone)).toBe(endpoint);
    expect(await phone.decide(request, "approved")).toMatchObject({ body: { state: "approved" } });
  });

  test("has a key that encrypts nothing: that phone is left out, the others are told", async () => {
    const waiting = await scene();
    await sql`update devices set push_key = ${`B${"A".repeat(86)}`}`;
    const other = await subscribed(await newPhone(waiting.person, "Other"));
    await waiting.notify();
    expect(control.pushes(other.endpoint)).toHaveLength(1);
    expect(await pushOf(waiting.request)).toBe("sent");
  });
});

test("Without any notification a text can be had at once, and nobody is notified again (F-29)", async () => {
  const waiting = await scene();
  control.fault({ operation: "push", effect: { kind: "answer", status: 503 } });
  await waiting.notify();
  const { providers, starts } = scriptedProvider();
  expect(await askPinInstead(waiting.handle, false, visitor, providers)).toBe(true);
  expect(starts).toHaveLength(1);
  expect(control.pushes(waiting.endpoint)).toEqual([]);
});
