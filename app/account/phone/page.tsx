import type { Metadata } from "next";
import { ChangePage } from "@/components/account/change-page";
import { PhoneForm } from "@/components/account/phone-form";
import { frozenMessage } from "@/lib/account/frozen";
import { takenWords } from "@/lib/account/taken-words";
import { requireSession } from "@/lib/auth/session";
import { firstCountry, openCountries, openCountriesHint } from "@/lib/sending/countries";
import { heldForm } from "@/lib/step-up/hold";
import { readVisitor } from "@/lib/visitor";
import { submitNumber } from "./actions";

export const metadata: Metadata = { title: "Change your phone" };

const PAGE = "/account/phone";

type Query = Promise<Readonly<Record<string, string | string[] | undefined>>>;

export default async function PhonePage({ searchParams }: Readonly<{ searchParams: Query }>) {
  const { taken } = await searchParams;
  const session = await requireSession(PAGE);
  const { user } = session;
  const held = (await heldForm(session, PAGE)) ?? {};
  const { country } = await readVisitor();
  return (
    <ChangePage
      title="Change your phone"
      lead={
        <p>
          PINs go to the phone ending in <strong className="mono">{user.phoneEnding}</strong> now. Both
          numbers are told of the change, it can be taken back for three days, and so long the new number
          cannot be used to get back into the account.
        </p>
      }
      closed={user.frozenUntil && frozenMessage(user.frozenUntil)}
    >
      <PhoneForm
        action={submitNumber}
        formToken={session.formToken}
        countries={openCountries()}
        country={firstCountry(country)}
        countriesHint={openCountriesHint()}
        typed={held}
        taken={taken === undefined ? undefined : takenWords.phone}
      />
    </ChangePage>
  );
}
