import type { ReactNode } from "react";

type Step = { now: number; of: number; label: string };

function stateOf(step: number, now: number): "done" | "now" | "later" {
  if (step === now) return "now";
  return step < now ? "done" : "later";
}

function StepLine({ now, of, label }: Step) {
  const steps = Array.from({ length: of }, (_, index) => index + 1);
  return (
    <div className="heading-step">
      <span aria-hidden="true" className="heading-step-line">
        {steps.map((step) => (
          <span key={step} data-state={stateOf(step, now)} />
        ))}
      </span>
      <p>{`Step ${now} of ${of} · ${label}`}</p>
    </div>
  );
}

type PageHeadingProps = { title: string; lead?: ReactNode; step?: Step | undefined };

/** The one h1 of a page. `step.now` counts from 1. */
export function PageHeading({ title, lead, step }: PageHeadingProps) {
  return (
    <header className="mb-8">
      {step ? <StepLine {...step} /> : null}
      <h1>{title}</h1>
      {lead ? <div className="heading-lead">{lead}</div> : null}
    </header>
  );
}
