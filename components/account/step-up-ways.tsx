import { FlowButton, type Post } from "@/components/auth/flow-button";
import type { SecondStep } from "@/lib/login/second-steps";

type StepUpWaysProps = Readonly<{
  ways: readonly SecondStep[];
  formToken: string;
  /** Where the person goes on afterwards. */
  page: string;
  phoneEnding: string;
  actions: Readonly<Record<"pin" | "approval" | "shown", Post>>;
}>;

const words: Readonly<Record<SecondStep, Readonly<{ label: string; pending: string }>>> = {
  passkey: { label: "Use a passkey", pending: "One moment…" },
  approval: { label: "Ask my phone", pending: "Asking…" },
  authenticator: { label: "Use an authenticator app", pending: "One moment…" },
  pin: { label: "Send me a PIN", pending: "Sending…" },
  recovery: { label: "Use a recovery code", pending: "One moment…" },
};

/** Every way to confirm, the best first. */
export function StepUpWays({ ways, formToken, page, phoneEnding, actions }: StepUpWaysProps) {
  const actionOf = (way: SecondStep) => (way === "pin" || way === "approval" ? actions[way] : actions.shown);
  const [best] = ways;
  return (
    <>
      {ways.map((way) => (
        <div key={way} className="stack">
          {way === "pin" ? (
            <p>
              {way === best ? "We send" : "Or we send"} a PIN to the phone ending in{" "}
              <strong className="mono">{phoneEnding}</strong>. With it you have five minutes for your changes.
            </p>
          ) : null}
          <FlowButton
            action={actionOf(way)}
            formToken={formToken}
            fields={{ next: page, way }}
            label={words[way].label}
            pendingLabel={words[way].pending}
            variant={way === best ? "primary" : "secondary"}
          />
        </div>
      ))}
    </>
  );
}
