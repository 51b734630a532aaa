import type { Metadata } from "next";
import { ChangePage } from "@/components/account/change-page";
import { OneFieldForm } from "@/components/account/one-field-form";
import { frozenMessage } from "@/lib/account/frozen";
import { requireSession } from "@/lib/auth/session";
import { heldForm } from "@/lib/step-up/hold";
import { submitDeletion } from "./actions";

export const metadata: Metadata = { title: "Delete your account" };

const PAGE = "/account/delete";

export default async function DeletePage() {
  const session = await requireSession(PAGE);
  const { user } = session;
  const held = await heldForm(session, PAGE);
  return (
    <ChangePage
      title="Delete your account"
      lead="At once and for good. Nobody can bring it back, and we cannot either."
      closed={user.frozenUntil && frozenMessage(user.frozenUntil)}
    >
      <div>
        <h2>What goes</h2>
        <p>
          Your user name, e-mail address, password and phone number; every session, on every browser; which
          browsers you have used; the phones that approve, what they were asked, and their receipts (download
          those you need before); and everything that is pending. Your user name, address and number are free
          for others.
        </p>
      </div>
      <div>
        <h2>What stays</h2>
        <p>
          The record of what happened when, with browser and network, under a number that names nobody any
          more; what messages have cost, with your number only as a fingerprint; and, for a while, the notices
          that we sent, with the addresses they went to. One last notice tells every address that the account
          is gone.
        </p>
      </div>
      <OneFieldForm
        action={submitDeletion}
        name="confirmation"
        formToken={session.formToken}
        typed={held?.confirmation}
        submitLabel="Delete my account"
        input={{ label: `To delete it, enter your user name: ${user.username}`, autoComplete: "off" }}
      />
    </ChangePage>
  );
}
