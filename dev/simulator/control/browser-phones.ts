import type { Browsers, KnownSubscription, Push } from "../push/browsers";
import { type Notification, notificationOf } from "../push/notification";

type Shown = Pick<Push, "id" | "at"> & Notification & { channel: "push"; code: "" };

/** A browser on a phone as the handset draws it: its lock screen with what was pushed to it. */
export type BrowserPhone = {
  kind: "browser";
  /** The subscription's id, in the place of a number. */
  number: string;
  label: string;
  messages: Shown[];
  running: null;
  /** When it subscribed, ISO 8601. */
  since: string;
  expired: boolean;
};

const shown = (push: Push): Shown => ({
  id: push.id,
  at: push.at,
  channel: "push",
  code: "",
  ...notificationOf(push),
});

const phoneOf = ({ id, label, at, expired }: KnownSubscription, messages: Shown[]): BrowserPhone => ({
  kind: "browser",
  number: id,
  label: label || "Phone browser",
  messages,
  running: null,
  since: at,
  expired,
});

export const browserPhones = (browsers: Browsers, messagesPerPhone: number): BrowserPhone[] =>
  browsers
    .subscriptions()
    .map((one) => phoneOf(one, browsers.received(one.id).slice(-messagesPerPhone).map(shown)));
