import { beforeEach, expect, test } from "vitest";
import { ownHistory } from "@/lib/account/own-history";
import { ownSessions } from "@/lib/account/sessions";
import { findLiveSession, redeemHandle } from "@/lib/auth/redeem";
import { checkLoginPin } from "@/lib/login/check-pin";
import { policy } from "@/lib/policy";
import { testDatabase } from "../../support/database";
import { loginAwaitingPin, newPerson, type Person, visitor } from "../../support/people";
import { scriptedProvider } from "../../support/provider";
import { newSession } from "../../support/sessions";

const { sql, reset } = await testDatabase();
beforeEach(reset);

async function logIn(person: Person): Promise<string> {
  const { providers, code } = scriptedProvider();
  const handle = await loginAwaitingPin(person, providers);
  await checkLoginPin(handle, code, visitor, providers);
  return (await redeemHandle(handle))?.sid ?? "";
}

test("One session too many ends the one that was unused the longest, and its owner sees and hears of it (T-046)", async () => {
  const person = await newPerson();
  const other = await newSession((await newPerson()).id, { idle: 3_000 });
  const longest = await newSession(person.id, { browser: "Edge on Windows", idle: 2_000 });
  for (let more = 1; more < policy.session.most; more += 1) await newSession(person.id, { idle: more });

  const sid = await logIn(person);
  expect(await findLiveSession(longest.sid)).toBeNull();
  expect(await findLiveSession(other.sid)).not.toBeNull();
  const own = await findLiveSession(sid);
  expect(await ownSessions(person.id, own?.id ?? "")).toHaveLength(policy.session.most);
  expect(await sql`select user_id, kind from notices where kind = 'session-limit'`).toEqual([
    { user_id: person.id, kind: "session-limit" },
  ]);
  const { days } = await ownHistory(person.id, { show: "sessions" });
  expect(days.flatMap(({ entries }) => entries).map(({ what, where }) => `${what}: ${where}`)).toContain(
    "A session was ended: too many were open, and it was unused the longest: Edge on Windows · 192.0.2.1",
  );
});
