import { ApprovedForm } from "@/components/approvals/approved-form";
import { approvedForm } from "@/lib/approvals/action";
import { requireSession } from "@/lib/auth/session";
import { sendMoney } from "./actions";

export default async function TransferPage({
  searchParams,
}: {
  searchParams: Promise<{ receipt?: string }>;
}) {
  const session = await requireSession("/account/transfer");
  const approved = (await approvedForm(session, "/account/transfer")) !== null;
  const { receipt } = await searchParams;
  const form = { action: sendMoney, formToken: session.formToken, approved, receipt };
  return <ApprovedForm {...form} title="Send money" label="Send 1,000,000 Galleons to Jarod's vault" />;
}
