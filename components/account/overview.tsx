import { Facts } from "@/components/ui/facts";
import type { Session } from "@/lib/auth/session";
import { Time } from "./time";

type OverviewProps = Readonly<{
  session: Session;
  methods: string;
  /** What the account has beside its password. */
  ways: string;
  language: string;
}>;

const levels = { 1: "one factor (AAL1)", 2: "both factors (AAL2)" } as const;

function Change({ what, href, label = "Change" }: { what: string; href: string; label?: string }) {
  return (
    <a href={href}>
      {label}
      <span className="sr-only">{` ${what}`}</span>
    </a>
  );
}

/** The account as a list of facts, each with the way to change it where it can be changed. */
export function Overview({ session, methods, ways, language }: OverviewProps) {
  const { user, aal, openedAt } = session;
  const password = user.hasPassword
    ? { value: "Set", action: <Change what="the password" href="/account/password" /> }
    : {
        value: "Not set yet",
        action: <Change what="as the password" href="/account/password" label="Choose one" />,
      };
  return (
    <Facts
      items={[
        {
          term: "User name",
          value: user.username,
          action: <Change what="the user name" href="/account/username" />,
        },
        {
          term: "E-mail address",
          value: user.email,
          action: <Change what="the e-mail address" href="/account/email" />,
        },
        { term: "Password", ...password },
        {
          term: "Phone",
          value: (
            <>
              Ending in <span className="mono">{user.phoneEnding}</span>, proved on{" "}
              <Time at={user.phoneConfirmedAt.toISOString()} />
            </>
          ),
          action: <Change what="the phone" href="/account/phone" />,
        },
        {
          term: "Ways to log in",
          value: ways,
          action: <Change what="the ways to log in" href="/account/security" label="Manage" />,
        },
        {
          term: "Texts and calls in",
          value: language,
          action: <Change what="the language of texts and calls" href="/account/language" />,
        },
        { term: "Member since", value: <Time at={user.memberSince.toISOString()} /> },
        {
          term: "This login",
          value: (
            <>
              <Time at={openedAt.toISOString()} exact />, with {methods}: {levels[aal]}
            </>
          ),
        },
      ]}
    />
  );
}
