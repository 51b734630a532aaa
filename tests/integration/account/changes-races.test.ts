import { beforeEach, describe, expect, test, vi } from "vitest";
import { changePassword, deleteAccount } from "@/db/queries/account-changes";
import { findPasswordHash } from "@/db/queries/accounts";
import { finishStepUp } from "@/db/queries/step-ups";
import { replaceNumber } from "@/lib/account/change-phone";
import { changing, renewing } from "@/lib/account/changing";
import { endOthersOf } from "@/lib/account/end-sessions";
import { redeemHandle } from "@/lib/auth/redeem";
import type { Session } from "@/lib/auth/session";
import { hashSecret, randomSecret } from "@/lib/crypto";
import { checkLoginPin } from "@/lib/login/check-pin";
import { race } from "../../support/barrier";
import { testDatabase } from "../../support/database";
import { loginAwaitingPin, type Person, visitor } from "../../support/people";
import { scriptedProvider } from "../../support/provider";
import { browseWith } from "../../support/requests";
import { newSession } from "../../support/sessions";
import { here, loggedIn, provedStepUp } from "../step-up/browser";
import { provedPhoneChange } from "./changes";

vi.mock("next/headers", async () => (await import("../../support/requests")).nextHeaders);
// What is sent afterwards has tests of its own.
vi.mock("@/lib/notices/deliver", () => ({ noticesSoon: vi.fn() }));

const { sql, reset } = await testDatabase();
beforeEach(reset);

const NEW = "+447700900777";

type Prepared = (session: Session) => Promise<() => Promise<unknown>>;

/** What ends every other session, ready to be done. */
const changes: Readonly<Record<string, Prepared>> = {
  "a new password": async (session) => {
    const from = await findPasswordHash(session.user.id);
    const by = changing(session, visitor, "password-changed");
    return () => changePassword(by, { from, to: "the next hash" }, renewing(randomSecret()));
  },
  "a new number": async (session) => {
    const handle = await provedPhoneChange(session, NEW);
    return () => replaceNumber(session, handle, NEW, visitor);
  },
};

const failed = (ends: readonly PromiseSettledResult<unknown>[]) =>
  ends.flatMap((end) => (end.status === "rejected" ? [String(end.reason?.cause ?? end.reason)] : []));
const liveSessions = () => sql`select id, browser from sessions where revoked_at is null`;

async function verifiedLogin(person: Person): Promise<string> {
  const { providers, code } = scriptedProvider();
  const handle = await loginAwaitingPin(person, providers);
  await checkLoginPin(handle, code, visitor, providers);
  return handle;
}

describe.each(Object.entries(changes))("While %s is being set", (_, prepare) => {
  test("no login gets away by opening its session at that moment, 30 times (T-045, T-085)", async () => {
    for (let round = 0; round < 30; round += 1) {
      await reset();
      const { person, session } = await loggedIn();
      const change = await prepare(session);
      const handle = await verifiedLogin(person);
      const ends = await race<unknown>(2, (index) => (index === 0 ? change() : redeemHandle(handle)));
      expect(failed(ends)).toEqual([]);
      expect(await liveSessions()).toHaveLength(1);
    }
  }, 60_000);

  test("no other session gets away by being confirmed at that moment, 30 times", async () => {
    for (let round = 0; round < 30; round += 1) {
      await reset();
      const { person, session, sid } = await loggedIn();
      const change = await prepare(session);
      const other = await newSession(person.id, { browser: "Thief on Linux" });
      await browseWith({ sid: other.sid });
      const handle = await provedStepUp(await here());
      await browseWith({ sid });
      const ends = await race<unknown>(2, async (index) => {
        if (index === 0) return change();
        await finishStepUp(hashSecret(handle), other.id, "verified");
        return redeemHandle(handle);
      });
      expect(failed(ends)).toEqual([]);
      expect(await liveSessions()).toEqual([expect.objectContaining({ browser: "Firefox on Linux" })]);
    }
  }, 60_000);

  test("no PIN that is typed at that moment opens anything, 30 times", async () => {
    for (let round = 0; round < 30; round += 1) {
      await reset();
      const { person, session } = await loggedIn();
      const change = await prepare(session);
      const { providers, code } = scriptedProvider();
      const handle = await loginAwaitingPin(person, providers);
      const ends = await race<unknown>(2, async (index) => {
        if (index === 0) return change();
        await checkLoginPin(handle, code, visitor, providers);
        return redeemHandle(handle);
      });
      expect(failed(ends)).toEqual([]);
      expect(await liveSessions()).toHaveLength(1);
    }
  }, 60_000);
});

/** What may be on its way when an account is deleted. */
const onItsWay: Readonly<Record<string, (person: Person) => Promise<() => Promise<unknown>>>> = {
  "a login opens its session": async (person) => {
    const handle = await verifiedLogin(person);
    return () => redeemHandle(handle);
  },
  "a right PIN is typed": async (person) => {
    const { providers, code } = scriptedProvider();
    const handle = await loginAwaitingPin(person, providers);
    return async () => {
      await checkLoginPin(handle, code, visitor, providers);
      return redeemHandle(handle);
    };
  },
  "a wrong PIN is typed": async (person) => {
    const { providers } = scriptedProvider();
    const handle = await loginAwaitingPin(person, providers);
    return () => checkLoginPin(handle, "000000", visitor, providers);
  },
  "a session is confirmed": async (person) => {
    const { id, sid } = await newSession(person.id);
    await browseWith({ sid });
    const handle = await provedStepUp(await here());
    return async () => {
      await finishStepUp(hashSecret(handle), id, "verified");
      return redeemHandle(handle);
    };
  },
};

test.each(Object.entries(onItsWay))(
  "An account that is deleted while %s is gone, and so are its sessions, 30 times",
  async (_, prepare) => {
    for (let round = 0; round < 30; round += 1) {
      await reset();
      const { person, session } = await loggedIn();
      const other = await prepare(person);
      const ends = await race<unknown>(2, (index) =>
        index === 0 ? deleteAccount(changing(session, visitor, "account-deleted")) : other(),
      );
      expect(failed(ends)).toEqual([]);
      expect(await sql`select 1 from users`).toEqual([]);
      expect(await sql`select 1 from sessions`).toEqual([]);
    }
  },
  60_000,
);

test("Ending the others, a new password and a deletion at once do not wait for each other in a circle, 20 times", async () => {
  for (let round = 0; round < 20; round += 1) {
    await reset();
    const { person, session } = await loggedIn();
    for (let other = 0; other < 5; other += 1) await newSession(person.id);
    const change = await changes["a new password"]?.(session);
    const ends = await race<unknown>(6, (index) => {
      if (index === 0) return deleteAccount(changing(session, visitor, "account-deleted"));
      return index % 2 === 0 ? endOthersOf(session, visitor) : (change?.() ?? Promise.resolve());
    });
    expect(failed(ends)).toEqual([]);
    expect(await sql`select 1 from users`).toEqual([]);
  }
}, 60_000);
