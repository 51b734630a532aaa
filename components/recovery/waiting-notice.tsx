import { type ChangeAction, ChangeButton } from "@/components/account/change-button";
import { Alert } from "@/components/ui/alert";

type WaitingNoticeProps = Readonly<{
  /** In words. */
  readyAt: string;
  stop: ChangeAction;
  formToken: string;
}>;

/** For whoever is logged in while somebody says that every way to log in is lost. */
export function WaitingNotice({ readyAt, stop, formToken }: WaitingNoticeProps) {
  return (
    <Alert
      tone="notice"
      title="Somebody wants to replace the phone of this account"
      action={
        <ChangeButton action={stop} formToken={formToken} pendingLabel="Stopping…">
          Stop it
        </ChangeButton>
      }
    >
      They know its password and say that everything else is lost. Nobody has to do anything for it to become
      possible on {readyAt}. You are logged in, so stop it, whoever it was.
    </Alert>
  );
}
