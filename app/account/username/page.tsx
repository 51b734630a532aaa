import type { Metadata } from "next";
import { ChangePage } from "@/components/account/change-page";
import { OneFieldForm } from "@/components/account/one-field-form";
import { frozenMessage } from "@/lib/account/frozen";
import { requireSession } from "@/lib/auth/session";
import { heldForm } from "@/lib/step-up/hold";
import { submitUsername } from "./actions";

export const metadata: Metadata = { title: "Change your user name" };

const PAGE = "/account/username";

export default async function UsernamePage() {
  const session = await requireSession(PAGE);
  const { user } = session;
  const held = await heldForm(session, PAGE);
  return (
    <ChangePage
      title="Change your user name"
      lead={
        <p>
          It is <strong>{user.username}</strong> now. You log in with the new one from then on; the old one is
          free for others.
        </p>
      }
      closed={user.frozenUntil && frozenMessage(user.frozenUntil)}
    >
      <OneFieldForm
        action={submitUsername}
        name="username"
        formToken={session.formToken}
        typed={held?.username}
        submitLabel="Change it"
        input={{
          label: "New user name",
          hint: "Letters, digits, full stops, hyphens and underscores.",
          autoComplete: "username",
        }}
      />
    </ChangePage>
  );
}
