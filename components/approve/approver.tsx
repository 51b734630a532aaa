"use client";

import { useEffect, useState } from "react";
import { Alert } from "@/components/ui/alert";
import { PageHeading } from "@/components/ui/page-heading";
import { type AnswerWords, answerWords, stateWords } from "./answer-words";
import { LinkField } from "./link-field";
import { canHoldKeys } from "./phone/keys";
import { type PushOffer, startWorker } from "./phone/push";
import { PhoneList } from "./phone-list";
import { RequestCard } from "./request-card";
import { useRequests } from "./use-requests";

type ApproverProps = Readonly<{ audience: string; offer: PushOffer }>;

/** The id that a notification has led to. */
function useWanted(): string | null {
  const [wanted, setWanted] = useState<string | null>(null);
  useEffect(() => {
    const read = () => setWanted(/^#([\da-f-]{36})$/.exec(location.hash)?.[1] ?? null);
    read();
    addEventListener("hashchange", read);
    return () => removeEventListener("hashchange", read);
  }, []);
  return wanted;
}

/** What waits for this phone, its answers, and what it is enrolled for. */
export function Approver({ audience, offer }: ApproverProps) {
  const wanted = useWanted();
  const [shown, setShown] = useState<string | null>(null);
  const { phones, waiting, about, removed, reachable, look } = useRequests(audience, shown ?? wanted);
  const [answered, setAnswered] = useState<AnswerWords | null>(null);
  const newest = waiting[0]?.id;
  // What is shown last is asked about until something else waits: whoever did not answer it learns why it went.
  useEffect(() => {
    if (newest === undefined) return;
    setShown(newest);
    setAnswered(null);
  }, [newest]);
  useEffect(() => {
    void startWorker();
  }, []);
  if (phones === null)
    return (
      <PageHeading
        title="Approvals"
        lead={
          <p role="status" className="scripted-only">
            Looking…
          </p>
        }
      />
    );
  if (!canHoldKeys()) return <Unable />;
  const ended = answered ?? (about !== null && waiting.length === 0 ? stateWords(about) : null);
  return (
    <>
      <PageHeading
        title={waiting.length > 0 ? "Is this you?" : "Approvals"}
        lead={phones.length > 0 && waiting.length === 0 ? <p>Nothing waits for your answer.</p> : undefined}
      />
      <div className="stack" aria-live="polite">
        {reachable ? null : (
          <Alert tone="error" title="No connection">
            What waits cannot be looked up just now. This page tries again by itself.
          </Alert>
        )}
        {removed.map((account) => (
          <Alert key={account} tone="notice" title="This phone was removed">
            {`It approves nothing for ${account} any more.`}
          </Alert>
        ))}
        {ended && waiting.length === 0 ? (
          <Alert tone={ended.tone} title={ended.title}>
            {ended.text}
          </Alert>
        ) : null}
        {waiting.map((one) => (
          <RequestCard
            key={one.id}
            audience={audience}
            shown={one}
            onAnswer={(answer, decision) => {
              // That a phone was removed is told once for the account, not for each answer.
              setAnswered(answer.kind === "removed" ? null : answerWords(answer, decision));
              void look();
            }}
          />
        ))}
        {waiting.length > 0 ? null : phones.length > 0 ? (
          <PhoneList phones={phones} audience={audience} offer={offer} onChange={look} />
        ) : (
          <LinkField />
        )}
      </div>
    </>
  );
}

function Unable() {
  return (
    <PageHeading
      title="This browser cannot approve"
      lead="It cannot keep a key, which a private window or an old browser does not. Use the phone's ordinary browser."
    />
  );
}
