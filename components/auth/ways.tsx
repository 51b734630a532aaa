import { type Offered, offeredSteps, type SecondStep, secondSteps } from "@/lib/login/second-steps";
import { FlowButton, type Post } from "./flow-button";

type WaysProps = Readonly<{
  offered: Offered;
  /** What the page asks for: not offered again. */
  current: SecondStep;
  /** Whether this deployment's provider calls. */
  calls: boolean;
  action: Post;
  formToken: string;
  fields?: Readonly<Record<string, string>>;
  /** Where somebody goes on who has none of them left. */
  lost?: string;
}>;

const pending: Readonly<Partial<Record<SecondStep, string>>> = { approval: "Asking…", pin: "Sending…" };

/** Every other way that the account has: no page of a second step is a dead end. */
export function Ways({ offered, current, calls, action, formToken, fields = {}, lost }: WaysProps) {
  const others = offeredSteps(offered).filter((step) => step !== current);
  const button = (way: string, label: string, pendingLabel = "One moment…") => (
    <FlowButton
      key={way}
      action={action}
      formToken={formToken}
      fields={{ ...fields, way }}
      label={label}
      pendingLabel={pendingLabel}
    />
  );
  return (
    <>
      {others.map((step) => button(step, secondSteps[step].label, pending[step]))}
      {calls && current !== "pin" ? button("call", "Call me with a PIN", "Calling…") : null}
      {lost ? (
        <p>
          <a href={lost}>I have lost all of these</a>
        </p>
      ) : null}
    </>
  );
}
