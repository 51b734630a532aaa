import type { Metadata } from "next";
import { ChangePage } from "@/components/account/change-page";
import { OneFieldForm } from "@/components/account/one-field-form";
import { frozenMessage } from "@/lib/account/frozen";
import { requireSession } from "@/lib/auth/session";
import { env } from "@/lib/env";
import { heldForm } from "@/lib/step-up/hold";
import { submitEmail } from "./actions";

export const metadata: Metadata = { title: "Change your e-mail address" };

const PAGE = "/account/email";

const withoutMail =
  "This service has no mail server, so it cannot ask a new address whether it is yours. Whoever runs it can mend that.";

export default async function EmailPage() {
  const session = await requireSession(PAGE);
  const { user } = session;
  const held = await heldForm(session, PAGE);
  const closed = user.frozenUntil ? frozenMessage(user.frozenUntil) : env().notices.mail ? null : withoutMail;
  return (
    <ChangePage
      title="Change your e‑mail address"
      lead={
        <p>
          It is <strong>{user.email}</strong> now. We mail a link to the new one; when you have opened it
          there, the new one counts, and the old one is told.
        </p>
      }
      closed={closed}
    >
      <OneFieldForm
        action={submitEmail}
        name="email"
        formToken={session.formToken}
        typed={held?.email}
        submitLabel="Send me the link"
        input={{ label: "New e-mail address", type: "email", autoComplete: "email" }}
      />
    </ChangePage>
  );
}
