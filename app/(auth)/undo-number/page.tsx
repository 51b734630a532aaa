import type { Metadata } from "next";
import { DeadLink } from "@/components/auth/dead-link";
import { ForeignPress } from "@/components/auth/foreign-press";
import { PressForm } from "@/components/auth/press-form";
import { Alert } from "@/components/ui/alert";
import { Facts } from "@/components/ui/facts";
import { PageHeading } from "@/components/ui/page-heading";
import { moment } from "@/lib/notices/moments";
import { readUndo, type UndoView } from "@/lib/notices/undo-number";
import { takeNumberBack } from "./actions";

export const metadata: Metadata = { title: "Take the number back", robots: { index: false, follow: false } };

type Query = Promise<Readonly<Record<string, string | string[] | undefined>>>;
type Known = Exclude<UndoView, { kind: "unknown" }>;

const Ending = ({ digits }: { digits: string }) => (
  <>
    ending in <span className="mono">{digits}</span>
  </>
);

function Change({ change: { oldEnding, newEnding, at } }: Pick<Known, "change">) {
  return (
    <Facts
      items={[
        { term: "Old number", value: <Ending digits={oldEnding} /> },
        { term: "New number", value: <Ending digits={newEnding} /> },
        { term: "Changed", value: <time dateTime={at.toISOString()}>{moment(at)}</time> },
      ]}
    />
  );
}

const ended = ({ change: { frozenUntil } }: Known): string =>
  `Every login of the account was ended. ${
    frozenUntil
      ? `Nothing can be changed from within it before ${moment(frozenUntil)}.`
      : "Changes are possible again."
  }`;

const NextSteps = () => (
  <p>
    <a href="/login">Log in</a> as ever; if somebody may know the password, <a href="/reset">reset it</a>{" "}
    first.
  </p>
);

function Content({ view, link }: Readonly<{ view: UndoView; link: string }>) {
  switch (view.kind) {
    case "unknown":
      return <DeadLink />;
    case "over":
      return (
        <Alert tone="notice" title="This link is too old">
          <p>
            A change of number can be taken back for three days. Log in to change it, or reset the password.
          </p>
        </Alert>
      );
    case "open":
      return (
        <>
          <p>
            The button puts the old number in its place again, with it every later change, ends every login of
            the account, and lets nothing be changed for a day. You need not log in. If you changed the number
            yourself, close this page.
          </p>
          <PressForm action={takeNumberBack} link={link} label="Take the number back" />
        </>
      );
    case "taken":
      return (
        <>
          <Alert tone="notice" title="The old number cannot come back">
            <p>It belongs to another account by now. What can still be done is to stop whoever changed it.</p>
          </Alert>
          <PressForm action={takeNumberBack} link={link} label="End every login and pause changes" />
        </>
      );
    case "undone":
      return (
        <>
          <Alert tone="success" title="The change was taken back">
            <p>PINs go to the old number again. {ended(view)}</p>
          </Alert>
          <NextSteps />
        </>
      );
    case "stopped":
      return (
        <>
          <Alert tone="notice" title="The number could not be put back">
            <p>It belongs to another account by now, so the new one is still in its place. {ended(view)}</p>
          </Alert>
          <NextSteps />
        </>
      );
  }
}

export default async function UndoNumberPage({ searchParams }: Readonly<{ searchParams: Query }>) {
  const { link, foreign } = await searchParams;
  const view = await readUndo(link);
  const pressable = view.kind === "open" || view.kind === "taken";
  return (
    <>
      <PageHeading title="Take the number back" lead="About the phone that your PINs go to." />
      <div className="stack">
        {foreign !== undefined && pressable ? <ForeignPress /> : null}
        {view.kind === "unknown" ? null : <Change change={view.change} />}
        <Content view={view} link={String(link)} />
      </div>
    </>
  );
}
