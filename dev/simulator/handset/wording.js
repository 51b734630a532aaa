import { isAddress } from "./number.js";

const clock = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit", second: "2-digit" });

export const timeOf = (iso) => clock.format(new Date(iso));

export function minutes(milliseconds) {
  const seconds = Math.max(0, Math.ceil(milliseconds / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

const kinds = {
  sms: "Text",
  voice: "Call",
  whatsapp: "WhatsApp",
  email: "Mail",
  push: "Notification",
  rcs: "RCS",
};

export const kindOf = (channel) => kinds[channel] ?? channel;

const followers = {
  voice: "then a call",
  sms: "then a text",
  whatsapp: "then a WhatsApp message",
  rcs: "then an RCS message",
  email: "then a mail",
};

export function runningText(running, left) {
  const after =
    running.followedBy === null ? "then the request ends" : (followers[running.followedBy] ?? "then on");
  if (running.channel === "silent_auth") return `Silent authentication for ${left}, ${after}`;
  return `${running.brand} accepts the code for ${left}, ${after}`;
}

/** What an empty thread says. */
export function nothingText({ kind, number, running }) {
  if (kind === "browser") return "No notification is on this phone.";
  if (running?.channel === "silent_auth")
    return "No message is sent: the browser confirms this number over its own network.";
  return isAddress(number) ? "Nothing is in this mailbox." : "Nothing is on this phone.";
}

/** What stands under a phone's name while no request runs. */
export function quietText({ expired, kind, number }) {
  if (kind === "browser") return expired ? "Phone browser, its subscription has ended" : "Phone browser";
  return isAddress(number) ? "Mails to this address" : "No request is running";
}

const operations = {
  deliver: "text or call",
  callback: "callback",
  confirm: "confirmation by the network",
  start: "start",
  check: "check",
  cancel: "cancel",
  next: "next step",
  message: "message",
  mail: "mail",
  connect: "connection to the mail server",
  "silent-auth": "visit for silent authentication",
  template: "call for templates",
  search: "search",
  unblock: "unblocking",
  subscribe: "subscription",
  push: "notification",
  any: "request",
};

function strikes({ effect }) {
  switch (effect.kind) {
    case "answer":
      return `is answered ${effect.status}`;
    case "delay":
      return `waits ${effect.milliseconds / 1000} s`;
    case "late":
      return `arrives ${effect.seconds} s late`;
    case "redirect":
      return "is redirected";
    case "hang":
      return "gets no answer";
    case "reset":
      return "is cut off";
    case "duplicate":
      return "comes twice";
    case "early":
      return "comes early";
    case "drop":
      return "is lost";
    case "refuse":
      return "is refused";
    case "block":
      return "is blocked";
    default:
      return `is ${effect.kind}`;
  }
}

/** A fault in one line: which one it strikes and how. What is delivered depends on the phone. */
export function faultText(fault, phone) {
  const notified = fault.operation === "deliver" && phone?.kind === "browser";
  const what = notified ? operations.push : operations[fault.operation];
  return `${fault.lasting ? "Every" : "The next"} ${what} ${strikes(fault)}`;
}
