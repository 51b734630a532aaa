import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { PasswordForm } from "@/components/account/password-form";
import { PageHeading } from "@/components/ui/page-heading";
import { leastPassword } from "@/lib/account/new-password";
import { formToken, readHandle } from "@/lib/flow-cookie";
import { provedReset } from "@/lib/reset/reset";
import { submitNewPassword } from "./actions";

export const metadata: Metadata = { title: "Choose a new password" };

export default async function ResetPasswordPage() {
  const handle = await readHandle("reset");
  const reset = handle ? await provedReset(handle) : null;
  if (!handle || !reset) redirect("/reset?ended");
  return (
    <>
      <PageHeading
        title="Choose a new password"
        lead="Every browser is logged out when you do, and every address that we know is told. Then you log in with it, and a PIN as always."
        step={{ now: 3, of: 3, label: "New password" }}
      />
      <PasswordForm
        action={submitNewPassword}
        formToken={formToken(handle)}
        username={reset.username}
        current={false}
        least={leastPassword()}
        submitLabel="Save it"
      />
    </>
  );
}
