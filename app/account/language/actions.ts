"use server";

import { redirect } from "next/navigation";
import { changeLocale } from "@/db/queries/account-changes";
import { changing } from "@/lib/account/changing";
import { isLanguage } from "@/lib/account/languages";
import { ownChange } from "@/lib/account/own-change";
import { textFields } from "@/lib/forms/state";
import { readVisitor } from "@/lib/visitor";

const PAGE = "/account/language";

export async function submitLanguage(form: FormData): Promise<void> {
  const { language } = textFields(form, ["language"]);
  const change = await ownChange(form, "/account/language#submitLanguage");
  const known = language === "browser" || isLanguage(language);
  if (change.kind === "refused" || !known) redirect(PAGE);
  const by = changing(change.session, await readVisitor(), "username-changed");
  await changeLocale(by, language === "browser" ? null : language);
  redirect("/account?changed=language");
}
