import type { OfferedWay } from "@/lib/login/second-steps";
import { FlowButton, type Post } from "./flow-button";

type WaysProps = Readonly<{
  ways: readonly OfferedWay[];
  action: Post;
  formToken: string;
  /** Where somebody goes on who has none of them left. */
  lost: string;
}>;

/** Every other way that the account has, and what to do with all of them lost. */
export function Ways({ ways, action, formToken, lost }: WaysProps) {
  return (
    <>
      {ways.map(({ way, label, pending }) => (
        <FlowButton
          key={way}
          action={action}
          formToken={formToken}
          fields={{ way }}
          label={label}
          pendingLabel={pending}
        />
      ))}
      <p>
        <a href={lost}>I have lost all of these</a>
      </p>
    </>
  );
}
