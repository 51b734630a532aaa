import type { Metadata } from "next";
import { ChangePage } from "@/components/account/change-page";
import { PasswordForm } from "@/components/account/password-form";
import { frozenMessage } from "@/lib/account/frozen";
import { leastPassword } from "@/lib/account/new-password";
import { requireSession } from "@/lib/auth/session";
import { submitPassword } from "./actions";

export const metadata: Metadata = { title: "Your password" };

export default async function PasswordPage() {
  const session = await requireSession("/account/password");
  const { user } = session;
  return (
    <ChangePage
      title={user.hasPassword ? "Change your password" : "Choose a password"}
      lead={
        user.hasPassword
          ? "Every other browser is logged out when you do, and every address that we know is told."
          : "With a password your account has two factors, and you can change things in it."
      }
      closed={user.frozenUntil && frozenMessage(user.frozenUntil)}
    >
      <PasswordForm
        action={submitPassword}
        formToken={session.formToken}
        username={user.username}
        current={user.hasPassword}
        least={leastPassword()}
        submitLabel={user.hasPassword ? "Change it" : "Save it"}
      />
    </ChangePage>
  );
}
