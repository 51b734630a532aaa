"use client";

import { useEffect, useEffectEvent, useState } from "react";
import { Button } from "@/components/ui/button";
import { post } from "./phone/post";
import { currentSubscription, type PushOffer, pushState } from "./phone/push";
import { forgetPhone, type Phone } from "./phone/store";
import { Notifications } from "./push-offer";

type PhoneListProps = Readonly<{
  phones: readonly Phone[];
  audience: string;
  offer: PushOffer;
  onChange: () => Promise<void>;
}>;

const REMEMBERED = "countersign-notified";
const remembered = ({ publicKey }: PushOffer, phones: readonly Phone[]) => `${phones.length} ${publicKey}`;

/** Tells the application anew where this browser is reached: it may have changed while the page was closed. */
async function renew(offer: PushOffer, audience: string, phones: readonly Phone[]): Promise<boolean> {
  if (!("Notification" in window) || Notification.permission !== "granted") return false;
  if (offer.service) return localStorage.getItem(REMEMBERED) === remembered(offer, phones);
  const subscription = await currentSubscription(offer);
  if (!subscription) return false;
  for (const phone of phones) await post(phone, audience, { do: "subscribe", subscription });
  return true;
}

/** The accounts that this phone approves for, how it is notified, and the way out. */
export function PhoneList({ phones, audience, offer, onChange }: PhoneListProps) {
  const [subscribed, setSubscribed] = useState(false);
  const enrolled = phones.map(({ device }) => device).join();
  const again = useEffectEvent(() => renew(offer, audience, phones));
  // Once for each set of phones, not for each list of them.
  useEffect(() => {
    if (enrolled !== "") again().then(setSubscribed, () => setSubscribed(false));
  }, [enrolled]);

  async function leave(phone: Phone) {
    try {
      await post(phone, audience, { do: "leave" });
      await forgetPhone(phone.device);
    } finally {
      await onChange();
    }
  }

  return (
    <section className="stack" aria-labelledby="enrolled">
      <h2 id="enrolled" className="sr-only">
        What this phone approves
      </h2>
      <ul className="ledger">
        {phones.map((phone) => (
          <li key={phone.device}>
            <div className="ledger-line">
              <div>
                <p className="ledger-title">
                  <bdi>{phone.account}</bdi>
                </p>
                <p className="ledger-note">This phone approves for this account.</p>
              </div>
              <div className="ledger-way">
                <Button type="button" variant="quiet" onClick={() => leave(phone)}>
                  Stop
                  <span className="sr-only">{` approving for ${phone.account}`}</span>
                </Button>
              </div>
            </div>
          </li>
        ))}
      </ul>
      <Notifications
        offer={offer}
        audience={audience}
        phones={phones}
        state={pushState(offer, subscribed)}
        onChange={(on) => {
          if (on) localStorage.setItem(REMEMBERED, remembered(offer, phones));
          setSubscribed(on);
        }}
      />
    </section>
  );
}
