"use client";

import { useState } from "react";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { post } from "./phone/post";
import { type PushOffer, type PushState, subscribe } from "./phone/push";
import type { Phone } from "./phone/store";

type NotificationsProps = Readonly<{
  offer: PushOffer;
  audience: string;
  phones: readonly Phone[];
  state: PushState;
  onChange: (subscribed: boolean) => void;
}>;

/** Why the page has to be opened by hand, and what can be done about it. */
export function HomeScreenHint() {
  return (
    <div className="next-steps">
      <h2>To be notified on an iPhone or iPad</h2>
      <ol className="steps">
        <li>
          In Safari, tap <strong>Share</strong>, then <strong>Add to Home Screen</strong>.
        </li>
        <li>Open Countersign from the Home Screen.</li>
        <li>Enrol it there: what Safari knows, the Home Screen does not.</li>
      </ol>
    </div>
  );
}

/** Asks for notifications when the person taps, never before. */
export function Notifications({ offer, audience, phones, state, onChange }: NotificationsProps) {
  const [pending, setPending] = useState(false);
  const [failed, setFailed] = useState(false);

  async function turnOn() {
    setPending(true);
    setFailed(false);
    try {
      const subscription = await subscribe(
        offer,
        `Phone of ${phones.map(({ account }) => account).join(", ")}`,
      );
      for (const phone of subscription ? phones : [])
        await post(phone, audience, { do: "subscribe", subscription });
      onChange(subscription !== null);
    } catch {
      setFailed(true);
    } finally {
      setPending(false);
    }
  }

  switch (state) {
    case "on":
      return <p className="text-soft">This phone is notified when something waits.</p>;
    case "blocked":
      return (
        <Alert tone="notice" title="Notifications are blocked here">
          Requests wait on this page all the same: open it when you log in. To be notified, allow
          notifications for this page in the settings of the browser.
        </Alert>
      );
    case "home-screen":
      return <HomeScreenHint />;
    case "none":
      return (
        <p className="text-soft">
          This browser gets no notifications. Requests wait on this page: open it when you log in.
        </p>
      );
    case "ask":
      return (
        <div className="grid gap-2">
          <div>
            <Button
              type="button"
              variant="secondary"
              pending={pending}
              pendingLabel="One moment…"
              onClick={turnOn}
            >
              Notify me when something waits
            </Button>
          </div>
          {failed ? (
            <Alert tone="error">
              Notifications could not be turned on just now. Requests wait on this page all the same.
            </Alert>
          ) : (
            <p className="field-hint">A notification says only that something waits, never what.</p>
          )}
        </div>
      );
  }
}
