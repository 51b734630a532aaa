import type { Metadata } from "next";
import { DeadLink } from "@/components/auth/dead-link";
import { ForeignPress } from "@/components/auth/foreign-press";
import { PressForm } from "@/components/auth/press-form";
import { Alert } from "@/components/ui/alert";
import { Facts } from "@/components/ui/facts";
import { PageHeading } from "@/components/ui/page-heading";
import { env } from "@/lib/env";
import { type DisputeView, readDispute, type Told } from "@/lib/notices/dispute";
import { moment } from "@/lib/notices/moments";
import { sayNotMe } from "./actions";

export const metadata: Metadata = { title: "This was not me", robots: { index: false, follow: false } };

type Query = Promise<Readonly<Record<string, string | string[] | undefined>>>;

function Notice({ told: { what, at, browser, place } }: Readonly<{ told: Told }>) {
  const items = [
    { term: "What we told", value: what },
    { term: "When", value: <time dateTime={at.toISOString()}>{moment(at)}</time> },
    ...(browser ? [{ term: "Browser", value: browser }] : []),
    ...(place ? [{ term: "Place", value: place }] : []),
  ];
  return <Facts items={items} />;
}

type Disputed = Extract<DisputeView, { kind: "disputed" }>;

function Done({ view: { at, frozenUntil, undo }, pressed }: Readonly<{ view: Disputed; pressed: boolean }>) {
  return (
    <>
      <Alert tone="success" title={pressed ? "Done" : "This was done already"}>
        <p>
          Every login of the account was ended, what was pending was cancelled
          {pressed ? "" : ` on ${moment(at)}`}, and its owner was told.{" "}
          {frozenUntil
            ? `Nothing can be changed from within the account before ${moment(frozenUntil)}.`
            : "Changes are possible again."}
        </p>
      </Alert>
      <section className="next-steps">
        <h2>What to do next</h2>
        <ul>
          {undo ? (
            <li>
              <a href={undo}>Take the old number back</a>, so that PINs come to it again.
            </li>
          ) : null}
          {env().notices.mail ? (
            <li>
              <a href="/reset">Reset the password</a>, if somebody may know it. That stays possible.
            </li>
          ) : null}
          <li>
            <a href="/login">Log in</a> as ever, and look at the history of your account.
          </li>
        </ul>
      </section>
    </>
  );
}

function Content({ view, link, pressed }: Readonly<{ view: DisputeView; link: string; pressed: boolean }>) {
  switch (view.kind) {
    case "unknown":
      return <DeadLink />;
    case "over":
      return (
        <>
          <Alert tone="notice" title="This link is too old">
            <p>
              It was good for a week, and nothing happens with it any more. Log in to see what was changed.
            </p>
          </Alert>
          <Notice told={view.told} />
        </>
      );
    case "open":
      return (
        <>
          <Notice told={view.told} />
          <p>
            The button ends every login of the account, cancels what is pending, takes phones along that were
            enrolled since then, and lets nothing be changed for a day. It can do nothing else, and you need
            not log in. If it was you, close this page.
          </p>
          <PressForm action={sayNotMe} link={link} label="This was not me" />
        </>
      );
    case "disputed":
      return <Done view={view} pressed={pressed} />;
  }
}

export default async function NotMePage({ searchParams }: Readonly<{ searchParams: Query }>) {
  const { link, done, foreign } = await searchParams;
  const view = await readDispute(link);
  return (
    <>
      <PageHeading title="This was not me" lead="About something that we told you of." />
      <div className="stack">
        {foreign !== undefined && view.kind === "open" ? <ForeignPress /> : null}
        <Content view={view} link={String(link)} pressed={done !== undefined} />
      </div>
    </>
  );
}
