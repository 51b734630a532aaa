import { endOne, endOthers } from "@/app/account/sessions/actions";
import { findLiveSession } from "@/lib/auth/redeem";
import { formToken } from "@/lib/flow-cookie";
import { untouched } from "@/lib/forms/state";
import { testDatabase } from "../../support/database";
import { newPerson } from "../../support/people";
import { browseWith, formOf, whatComesOf } from "../../support/requests";
import { newSession } from "../../support/sessions";

export type Given = Readonly<{ id: string; sid: string }>;

export const isLive = async ({ sid }: Given) => (await findLiveSession(sid)) !== null;
export const liveOf = (...sessions: readonly Given[]) => Promise.all(sessions.map(isLive));

/** Presses the button of one session, in the browser of `own`. */
export const end = (own: Given, session: string, token = formToken(own.sid)) =>
  whatComesOf(endOne(untouched, formOf({ token, session })));
export const endAll = (own: Given, token = formToken(own.sid)) =>
  whatComesOf(endOthers(untouched, formOf({ token })));

export const ENDED = "/account/sessions?ended=one";
export const ALL_ENDED = "/account/sessions?ended=others";
export const NOTHING = "/account/sessions?ended=none";
export const CONFIRM = "/account/confirm?next=%2Faccount%2Fsessions";

/** Somebody in three browsers, who sits before the first. */
export async function threeSessions(given: Parameters<typeof newSession>[1] = {}) {
  const person = await newPerson();
  const own = await newSession(person.id, given);
  const phone = await newSession(person.id, { browser: "Safari on iPhone", place: "London, GB" });
  const office = await newSession(person.id, { browser: "Edge on Windows", idle: 600 });
  await browseWith({ sid: own.sid });
  return { person, own, phone, office };
}

/** Everything that ending a session may write. */
export async function rows() {
  const { sql } = await testDatabase();
  return [
    await sql`select id, revoked_at, revoked_for from sessions order by id`,
    await sql`select * from audit order by id`,
    await sql`select * from notices order by id`,
  ];
}
