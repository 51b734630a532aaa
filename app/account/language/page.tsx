import type { Metadata } from "next";
import { ChangePage } from "@/components/account/change-page";
import { LanguageForm } from "@/components/account/language-form";
import { frozenMessage } from "@/lib/account/frozen";
import { languages } from "@/lib/account/languages";
import { requireSession } from "@/lib/auth/session";
import { submitLanguage } from "./actions";

export const metadata: Metadata = { title: "Language of texts and calls" };

export default async function LanguagePage() {
  const { user, formToken } = await requireSession("/account/language");
  return (
    <ChangePage
      title="Language of texts and calls"
      lead="In which your PINs are written and read out. Where a language is missing, English takes its place. These pages are in English."
      closed={user.frozenUntil && frozenMessage(user.frozenUntil)}
    >
      <LanguageForm
        action={submitLanguage}
        formToken={formToken}
        languages={languages}
        chosen={user.locale}
      />
    </ChangePage>
  );
}
