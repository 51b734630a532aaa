import { expect, test } from "vitest";
import { amrOf, type Way, ways } from "@/lib/access/ways";
import { aalOf } from "@/lib/auth/assurance";
import { findLiveSession } from "@/lib/auth/redeem";
import { hashSecret } from "@/lib/crypto";
import { formToken } from "@/lib/flow-cookie";
import { policy } from "@/lib/policy";
import { testDatabase } from "../../support/database";
import { loginAwaitingPin, newPerson } from "../../support/people";
import { scriptedProvider } from "../../support/provider";
import { browseWith, nextHeaders } from "../../support/requests";
import { allDone } from "../phone-login/later";
import { allPlaces, enter, type Given } from "./doors";
import { enrolling, furnish } from "./furnish";
import { type Arrived, journeys } from "./journeys";
import { changedSince, keepRows, rowsNow } from "./rows";
import {
  breachesOf,
  harmless,
  harmlessFirst,
  harmlessLate,
  type Look,
  type Worth,
  withEnough,
  withTooLittle,
} from "./worth";

const { sql, reset } = await testDatabase();

/** Goes through every door, each time as if it were the first; names what is wrong behind each. */
async function walk(
  given: Given,
  worth: Worth | null,
  browse: () => Promise<void>,
  look: Look,
): Promise<string[]> {
  const putBack = await keepRows();
  const before = await rowsNow();
  const breaches: string[] = [];
  for (const door of allPlaces) {
    await browse();
    const outcome = await enter(door.place, given);
    await allDone();
    const changed = await changedSince(before);
    const wrong = [...breachesOf(door, worth, outcome, changed), ...look(door, changed)];
    breaches.push(...wrong.map((what) => `${door.place}: ${what}`));
    if (changed.length > 0) await putBack();
  }
  await sql`drop schema kept cascade`;
  return breaches;
}

async function arrive(way: Way): Promise<Arrived> {
  await reset();
  await browseWith({ sid: null });
  return journeys[way]();
}

/** What a session of this way gets that it should not, and what it does not get that it should. */
export async function breachesWith(way: Way, fresh: boolean): Promise<string[]> {
  const { aal } = ways[way];
  if (aal === 0) throw new Error("This way opens no session");
  const { person, sid } = await arrive(way);
  if (!sid) throw new Error("There is no session");
  const age = fresh ? 0 : policy.session.stepUpFreshSeconds + 1;
  await sql`update sessions set stepped_up_at = now() - ${age} * interval '1 second'
    where sid_hash = ${hashSecret(sid)}`;
  const app = await enrolling(sid, person.id);
  const furnished = await furnish(person, formToken(sid));
  const given = { ...furnished, fields: { ...furnished.fields, code: app.code } };
  const browse = async () => {
    await browseWith({ sid });
    (await nextHeaders.cookies()).set("countersign-factor-enrolment", app.handle);
  };
  const [account] = await sql`select password_hash from users where id = ${person.id}`;
  const worth = { aal, fresh, hasPassword: account?.password_hash !== null };
  const tooLittle = aal === 2 ? harmlessLate : fresh && !worth.hasPassword ? harmlessFirst : harmless;
  const look = aal === 2 && fresh ? withEnough : withTooLittle(tooLittle);
  return walk(given, worth, browse, look);
}

/** Each way in, and with its session every page, action and handler. */
export function testWay(way: Way): void {
  const { passes, aal } = ways[way];
  if (aal === 0) {
    test(`${way} opens no session`, async () => {
      const { person, sid } = await arrive(way);
      expect(sid).toBeNull();
      expect(await sql`select 1 from sessions where user_id = ${person.id} and revoked_at is null`).toEqual(
        [],
      );
    });
    return;
  }

  test(`${way} opens a session of ${amrOf(passes)}, level ${aal}`, async () => {
    const { person, sid } = await arrive(way);
    const live = await findLiveSession(sid);
    expect(live).toMatchObject({ userId: person.id, amr: amrOf(passes) });
    expect(aalOf(live?.amr ?? "")).toBe(aal);
    expect(live?.stepUpAgeSeconds).toBeLessThan(60);
  });

  test.each(["just confirmed", "confirmed long ago"])(
    `A session of ${way}, %s, gets what it is worth and nothing else (T-052)`,
    async (when) => {
      expect(await breachesWith(way, when === "just confirmed")).toEqual([]);
    },
  );
}

/** Nobody, and somebody whose password was right and who has shown nothing else (T-033). */
export function testNobody(): void {
  test("Nobody gets anything of an account, and changes none", async () => {
    const { person } = await arrive("password-pin");
    await sql`update sessions set revoked_at = now()`;
    const given = await furnish(person, "x");
    expect(await walk(given, null, () => browseWith({ sid: null }), withTooLittle({}))).toEqual([]);
  });

  test("Whoever has passed the password alone is nobody yet, and gets no session (T-033)", async () => {
    await reset();
    const person = await newPerson();
    const handle = await loginAwaitingPin(person, scriptedProvider().providers);
    const browse = async () => {
      await browseWith({ sid: null });
      (await nextHeaders.cookies()).set("countersign-login", handle);
    };
    await browse();
    const given = await furnish(person, formToken(handle));
    expect(await walk(given, null, browse, withTooLittle({}))).toEqual([]);
  });
}
