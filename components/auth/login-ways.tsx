import type { OfferedWay } from "@/lib/login/second-steps";
import { FlowButton, type Post } from "./flow-button";
import { Ways } from "./ways";

type LoginWaysProps = Readonly<{
  ways: readonly OfferedWay[];
  formToken: string;
  turn: Post;
  cancel: Post;
}>;

/** What else the page of a second step offers: every other way, and the way out. */
export function LoginWays({ ways, formToken, turn, cancel }: LoginWaysProps) {
  return (
    <>
      <Ways ways={ways} action={turn} formToken={formToken} lost="/login/lost" />
      <FlowButton action={cancel} formToken={formToken} label="Cancel this login" variant="quiet" />
    </>
  );
}
