"use client";

import { useActionState } from "react";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import type { Result, Verdict } from "@/lib/doctor/check";
import type { DoctorState } from "@/lib/forms/doctor-state";

type DoctorFormProps = Readonly<{
  action: (previous: DoctorState, form: FormData) => Promise<DoctorState>;
  formToken: string;
}>;

/** A word and a sign: nothing depends on seeing a colour. */
const marks: Readonly<Record<Verdict, Readonly<{ sign: string; word: string }>>> = {
  right: { sign: "✓", word: "Right" },
  note: { sign: "·", word: "Note" },
  warning: { sign: "!", word: "To look at" },
  wrong: { sign: "✕", word: "Wrong" },
  skipped: { sign: "–", word: "Not looked at" },
};

function Finding({ result }: { result: Result }) {
  const { sign, word } = marks[result.verdict];
  return (
    <div className="doctor-row" data-verdict={result.verdict}>
      <dt>{result.title}</dt>
      <dd>
        <span className="doctor-mark">
          <span aria-hidden="true">{sign}</span> {word}
        </span>
        <span>{result.told}</span>
        {"cure" in result ? <span className="doctor-cure">{result.cure}</span> : null}
      </dd>
    </div>
  );
}

function Findings({ results, summary }: { results: readonly Result[]; summary: string }) {
  const matters = [...new Set(results.map(({ matter }) => matter))];
  return (
    <section className="stack" aria-labelledby="found">
      <div role="status">
        <h2 id="found">{summary}</h2>
      </div>
      {matters.map((matter) => (
        <section key={matter} aria-labelledby={`matter-${matter}`}>
          <h3 id={`matter-${matter}`}>{matter}</h3>
          <dl className="doctor">
            {results
              .filter((result) => result.matter === matter)
              .map((result) => (
                <Finding key={`${result.title} ${result.told}`} result={result} />
              ))}
          </dl>
        </section>
      ))}
    </section>
  );
}

/** Looks when it is told to, and shows what was found in place. */
export function DoctorForm({ action, formToken }: DoctorFormProps) {
  const [state, dispatch, pending] = useActionState(action, { answer: 0 });
  return (
    <div className="stack">
      <form action={dispatch}>
        <input type="hidden" name="token" value={formToken} />
        <Button pending={pending} pendingLabel="Looking, for ten seconds at most…">
          {state.results ? "Look again" : "Look at this deployment"}
        </Button>
      </form>
      {state.message ? <Alert tone="error">{state.message}</Alert> : null}
      {state.results ? <Findings results={state.results} summary={state.summary ?? ""} /> : null}
    </div>
  );
}
