import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { issueSession } from "@/lib/auth";
import { currentSession } from "@/lib/auth/session";
import { checkLoginPin } from "@/lib/login/check-pin";
import { offerPasskeyLogin } from "@/lib/passkeys/enter";
import { policy } from "@/lib/policy";
import { mailedReset } from "@/lib/reset/reset";
import { testDatabase } from "../../support/database";
import { loginAwaitingPin, newPerson, visitor } from "../../support/people";
import { scriptedProvider } from "../../support/provider";
import { browseWith, nextHeaders } from "../../support/requests";
import { enteredAs } from "../approvals/scenes";
import { showApp, waitingFor, withApp } from "../factors/scenes";
import { enterWith, withPasskey } from "../passkeys/scenes";
import { mailedLink } from "../reset/resets";

vi.mock("next/headers", async () => (await import("../../support/requests")).nextHeaders);
vi.mock("@/lib/notices/deliver", () => ({ noticesSoon: vi.fn() }));

const { sql, reset } = await testDatabase();
beforeEach(reset);
afterEach(() => {
  vi.useRealTimers();
});

/** From now on this instance's clock is wrong by so much; the database's is right. */
function clockOff(minutes: number): void {
  vi.useRealTimers();
  const now = Date.now() + minutes * 60_000;
  vi.useFakeTimers({ toFake: ["Date"], now, shouldAdvanceTime: true });
}

describe.each([-10, 10])("On an instance whose clock is %i minutes off (F-23)", (minutes) => {
  test("a login passes, and its session is read there and on one whose clock is wrong the other way", async () => {
    clockOff(minutes);
    await browseWith({ sid: null });
    const { providers, code } = scriptedProvider();
    const handle = await loginAwaitingPin(await newPerson(), providers);
    expect((await checkLoginPin(handle, code, visitor, providers)).kind).toBe("verified");
    expect(await issueSession(handle)).toBe(true);
    const session = await currentSession();
    expect(session?.ageSeconds).toBeLessThan(60);
    clockOff(-minutes);
    expect((await currentSession())?.id).toBe(session?.id);
  });

  test("a PIN is good until its time by the database, and not after it", async () => {
    clockOff(minutes);
    const { providers, code } = scriptedProvider();
    const handle = await loginAwaitingPin(await newPerson(), providers);
    await sql`update challenges set expires_at = now() - interval '1 second'`;
    expect((await checkLoginPin(handle, code, visitor, providers)).kind).toBe("closed");
  });

  test("the code that an app shows now is right, and one of another minute is not", async () => {
    const { person, app } = await withApp();
    const handle = await waitingFor("authenticator", person);
    const [now, other] = [await app.code(), await app.code(minutes * 60)];
    clockOff(minutes);
    expect((await showApp(handle, other)).kind).toBe("wrong");
    expect((await showApp(handle, now)).kind).toBe("passed");
  });

  test("a session ends by its limits, no sooner and no later", async () => {
    const person = await newPerson();
    const idle = policy.session[2].idleSeconds;
    clockOff(minutes);
    expect((await enteredAs(person, { idle: idle - 30 })).session.aal).toBe(2);
    await expect(enteredAs(person, { idle: idle + 30 })).rejects.toThrow("Nobody is logged in");
  });

  test("a passkey logs in, and a mailed link opens", async () => {
    const { passkey } = await withPasskey();
    const person = await newPerson();
    const link = await mailedLink(person);
    clockOff(minutes);
    await browseWith({ sid: null });
    expect((await offerPasskeyLogin(visitor)).kind).toBe("made");
    expect(await enterWith(passkey)).toBe("/account");
    expect(await mailedReset(link)).not.toBeNull();
    expect((await nextHeaders.cookies()).get("countersign-session")?.value).toBeTruthy();
  });
});
