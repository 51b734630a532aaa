import { enable, endOne } from "@/app/admin/users/[id]/actions";
import { disable } from "@/app/admin/users/[id]/disable/actions";
import { mailReset } from "@/app/admin/users/[id]/reset/actions";
import { endAll } from "@/app/admin/users/[id]/sessions/actions";
import { formToken } from "@/lib/flow-cookie";
import { untouched } from "@/lib/forms/state";
import { newPerson } from "../../support/people";
import { formOf, whatComesOf } from "../../support/requests";
import { newSession } from "../../support/sessions";
import { asAdmin } from "./scenes";

const actions = { endOne, endAll, disable, enable, mailReset };
export type Deed = keyof typeof actions;
export const allDeeds = Object.keys(actions) as Deed[];

/** Presses the button of a form in this session. */
export const press = (deed: Deed, sid: string, fields: Readonly<Record<string, string>>) =>
  whatComesOf(actions[deed](untouched, formOf({ token: formToken(sid), ...fields })));

/** Somebody with a session, and an administrator in this browser. */
export async function adminAndPerson() {
  const person = await newPerson();
  const theirs = await newSession(person.id);
  return { person, theirs, ...(await asAdmin()) };
}
