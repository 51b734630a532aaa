import { ChangePage } from "@/components/account/change-page";
import { Alert } from "@/components/ui/alert";
import { ApprovedPress } from "./approved-press";

type ApprovedFormProps = Readonly<{
  title: string;
  label: string;
  action: Parameters<typeof ApprovedPress>[0]["action"];
  formToken: string;
  /** The phone has approved it, and it is still to be done. */
  approved: boolean;
  /** Of what was done just now. */
  receipt: string | string[] | undefined;
}>;

/** A page with one action that is approved on a phone: before, between, and after. */
export function ApprovedForm({ title, receipt, ...form }: ApprovedFormProps) {
  return (
    <ChangePage
      title={title}
      lead="An example: nothing is sent. It shows what your phone shows when something of yours asks for its approval."
      closed={null}
    >
      {typeof receipt === "string" ? (
        <Alert
          tone="success"
          title="Approved and done"
          action={<a href={`/account/receipts/${encodeURIComponent(receipt)}`}>Download the receipt</a>}
        >
          Your phone has signed it. The receipt is in your history too.
        </Alert>
      ) : null}
      <ApprovedPress {...form} />
    </ChangePage>
  );
}
