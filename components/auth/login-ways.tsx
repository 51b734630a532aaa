import type { Offered, SecondStep } from "@/lib/login/second-steps";
import { FlowButton, type Post } from "./flow-button";
import { Ways } from "./ways";

type LoginWaysProps = Readonly<{
  offered: Offered;
  current: SecondStep;
  calls: boolean;
  formToken: string;
  turn: Post;
  cancel: Post;
}>;

/** What else the page of a second step offers: other ways, what to do with all of them lost, and the way out. */
export function LoginWays({ offered, current, calls, formToken, turn, cancel }: LoginWaysProps) {
  return (
    <>
      <Ways
        offered={offered}
        current={current}
        calls={calls}
        action={turn}
        formToken={formToken}
        lost="/login/lost"
      />
      <FlowButton action={cancel} formToken={formToken} label="Cancel this login" variant="quiet" />
    </>
  );
}
