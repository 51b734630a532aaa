"use server";

import { redirect } from "next/navigation";
import { frozenMessage } from "@/lib/account/frozen";
import { jsonOf } from "@/lib/approvals/posts";
import { requireSession } from "@/lib/auth/session";
import { ownFlow } from "@/lib/forms/own-flow";
import { type FormState, invalid, refused, textFields } from "@/lib/forms/state";
import { addPasskey } from "@/lib/passkeys/enrol";
import { policy } from "@/lib/policy";
import { namedPasskey } from "@/lib/schemas/factor";
import { newPasskeyAnswer } from "@/lib/schemas/passkey";
import { readVisitor } from "@/lib/visitor";

const LIST = "/account/security/passkeys";

const OVER =
  "That took too long, or it was begun in another session. Go back to your passkeys and begin again.";
const REFUSED = "What your device said did not fit, so no passkey was added. Try again.";
const KNOWN =
  "That passkey is enrolled already, and a passkey belongs to one account. Nothing was changed: use it, or add another one.";

/** The browser has made a passkey. What was begun has been confirmed, so nothing is confirmed here again. */
export async function save(_previous: FormState<"name">, form: FormData): Promise<FormState<"name">> {
  const { answer, name } = textFields(form, ["answer", "name"]);
  const session = await requireSession("/account/security/passkeys/new#save", LIST);
  const handle = await ownFlow("factor-enrolment", form);
  if (!handle) return refused(OVER, { name });
  if (session.user.frozenUntil) return refused(frozenMessage(session.user.frozenUntil), { name });
  const typed = namedPasskey.safeParse({ name });
  if (!typed.success) return invalid(typed.error, { name });
  const made = newPasskeyAnswer.safeParse(jsonOf(answer));
  if (!made.success) return refused(REFUSED, { name });
  const given = { answer: made.data, name: typed.data.name };
  switch (await addPasskey(session, handle, given, await readVisitor())) {
    case "enrolled":
      return redirect(`${LIST}?done=added`);
    case "known":
      return refused(KNOWN, { name });
    case "full":
      return refused(`An account has at most ${policy.factors.most} passkeys. Remove one first.`, { name });
    case "refused":
      return refused(REFUSED, { name });
    case "over":
      return refused(OVER, { name });
  }
}
