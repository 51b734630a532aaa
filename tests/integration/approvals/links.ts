import { makeEnrolmentLink, shownEnrolment } from "@/lib/approvals/enrol";
import type { Session } from "@/lib/auth/session";
import { type Person, visitor } from "../../support/people";
import { enteredAs } from "./scenes";

/** What stands behind the # of the link that this browser shows. */
export async function shownToken(session: Session): Promise<string> {
  const shown = await shownEnrolment(session);
  const token = shown?.url?.split("#")[1];
  if (!token) throw new Error("No link is shown");
  return token;
}

/** A link of somebody whose session is fresh, in this browser. */
export async function newLink(person: Person) {
  const entered = await enteredAs(person);
  const outcome = await makeEnrolmentLink(entered.session, visitor);
  if (outcome.kind !== "made") throw new Error(`The link was ${outcome.kind}`);
  return { ...entered, token: await shownToken(entered.session) };
}
