"use client";

import { type FormEvent, useEffect, useState } from "react";
import { Button, ButtonLink } from "@/components/ui/button";
import { TextField } from "@/components/ui/field";
import { PageHeading } from "@/components/ui/page-heading";
import { policy } from "@/lib/policy";
import { tokenIn } from "./link-field";
import { canHoldKeys, makeKey } from "./phone/keys";
import { type EnrolmentAnswer, enrol, lookAtLink } from "./phone/post";
import { needsHomeScreen, type PushOffer, startWorker } from "./phone/push";
import { keepPhone, type Phone, readPhones } from "./phone/store";
import { PhoneList } from "./phone-list";
import { HomeScreenHint } from "./push-offer";

type EnrollerProps = Readonly<{ audience: string; offer: PushOffer }>;

type State =
  | Readonly<{ at: "looking" | "unable" | "unreachable" | "over" }>
  | Readonly<{ at: "other-account"; account: string }>
  | Readonly<{ at: "open"; account: string; token: string }>
  | Readonly<{ at: "enrolled"; phones: readonly Phone[]; account: string }>;

function stateOf(answer: EnrolmentAnswer, token: string): State {
  switch (answer.kind) {
    case "open":
      return { at: "open", account: answer.account, token };
    case "other-account":
      return { at: "other-account", account: answer.account };
    case "enrolled":
    case "over":
      return { at: "over" };
  }
}

async function look(): Promise<State> {
  if (!canHoldKeys()) return { at: "unable" };
  const token = tokenIn(location.hash);
  if (!token) return { at: "over" };
  try {
    return stateOf(await lookAtLink(token), token);
  } catch {
    return { at: "unreachable" };
  }
}

/** What people call such a phone, until they call it something better. */
function usualName(): string {
  const agent = navigator.userAgent;
  const found = ["iPhone", "iPad", "Android", "Windows", "Mac", "Linux"].find((name) => agent.includes(name));
  return found === "Android" ? "Android phone" : (found ?? "Phone");
}

const ended = {
  looking: { title: "One moment", text: "The link is being looked at." },
  unable: {
    title: "This browser cannot approve",
    text: "It cannot keep a key, which a private window or an old browser does not. Use the phone’s ordinary browser.",
  },
  unreachable: {
    title: "No connection",
    text: "The application cannot be reached just now. Try again in a moment.",
  },
  over: {
    title: "This link does not work any more",
    text: "A link enrols one phone, once, within ten minutes. Make a new one under Security in your account.",
  },
} as const;

/** The page on the phone that a link opens: explains itself, makes the key, and asks for notifications at the end. */
export function Enroller({ audience, offer }: EnrollerProps) {
  const [state, setState] = useState<State>({ at: "looking" });
  const [error, setError] = useState<string>();
  const [pending, setPending] = useState(false);
  useEffect(() => {
    const read = () => void look().then(setState);
    read();
    addEventListener("hashchange", read);
    return () => removeEventListener("hashchange", read);
  }, []);

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    if (state.at !== "open") return;
    const field = event.currentTarget.elements.namedItem("name");
    const name = field instanceof HTMLInputElement ? field.value.trim() : "";
    if (name === "") return setError("Give this phone a name.");
    setPending(true);
    setError(undefined);
    try {
      const key = await makeKey();
      const answer = await enrol(audience, state.token, name, key);
      if (answer.kind === "enrolled") {
        const { device, account } = answer;
        await keepPhone({ device, account, privateKey: key.privateKey });
        history.replaceState(null, "", "/approve/enrol");
        await startWorker();
        setState({ at: "enrolled", account, phones: await readPhones() });
      } else setState(stateOf(answer, state.token));
    } catch {
      setError("That did not work. Is there a network? Nothing was enrolled; try again.");
    } finally {
      setPending(false);
    }
  }

  switch (state.at) {
    case "looking":
    case "unable":
    case "unreachable":
    case "over": {
      const { title, text } = ended[state.at];
      return (
        <>
          <PageHeading
            title={title}
            lead={
              <p role="status" className={state.at === "looking" ? "scripted-only" : undefined}>
                {text}
              </p>
            }
          />
          {state.at === "over" ? <ButtonLink href="/account/security">Go to Security</ButtonLink> : null}
          {state.at === "unreachable" ? (
            <Button type="button" onClick={() => void look().then(setState)}>
              Try again
            </Button>
          ) : null}
        </>
      );
    }
    case "other-account":
      return (
        <PageHeading
          title="Logged in to another account"
          lead={
            <p>
              This browser is logged in as <strong>{state.account}</strong>, and the link is for another
              account. Log out first, then open the link again.
            </p>
          }
        />
      );
    case "enrolled":
      return (
        <>
          <PageHeading
            title="This phone approves now"
            lead={
              <p>
                When somebody logs in as <strong>{state.account}</strong>, this phone asks you whether it is
                you.
              </p>
            }
          />
          <div className="stack">
            <PhoneList
              phones={state.phones}
              audience={audience}
              offer={offer}
              onChange={async () => location.assign("/approve")}
            />
            <p>
              Requests wait at <a href="/approve">Approvals</a>. Keep that page where you find it: add it to
              your home screen.
            </p>
          </div>
        </>
      );
    case "open":
      return (
        <>
          <PageHeading
            title="Approve with this phone"
            lead={
              <p>
                From now on, whoever logs in as <strong>{state.account}</strong> needs your yes on this phone.
                You see who asks, with which browser and from where, and type the digits of the other screen.
              </p>
            }
          />
          <form onSubmit={submit} className="stack" noValidate>
            <p>
              The phone makes a key that never leaves it. Every other browser is logged out when you enrol it,
              and your addresses are told.
            </p>
            <TextField
              name="name"
              label="Name of this phone"
              hint="So that you know it again in the list."
              defaultValue={usualName()}
              maxLength={policy.devices.nameLength}
              error={error}
              autoComplete="off"
              required
            />
            <Button pending={pending} pendingLabel="Enrolling…">
              Enrol this phone
            </Button>
          </form>
          {needsHomeScreen() ? (
            <div className="stack">
              <HomeScreenHint />
              <p>
                Copy this link first, to paste it there:{" "}
                <Button
                  type="button"
                  variant="quiet"
                  onClick={() => navigator.clipboard.writeText(location.href)}
                >
                  Copy the link
                </Button>
              </p>
              <p className="text-soft">Or enrol it here, and open this page by hand when you log in.</p>
            </div>
          ) : null}
        </>
      );
  }
}
