const clock = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit", second: "2-digit" });

export const timeOf = (iso) => clock.format(new Date(iso));

export function minutes(milliseconds) {
  const seconds = Math.max(0, Math.ceil(milliseconds / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

const kinds = { sms: "Text", voice: "Call", whatsapp: "WhatsApp", email: "Mail", rcs: "RCS" };

export const kindOf = (channel) => kinds[channel] ?? channel;

const followers = { voice: "then a call", sms: "then a text" };

export function runningText(running, left) {
  if (running.channel === "silent_auth") return `Silent authentication, ${left} left`;
  const after =
    running.followedBy === null ? "then the request ends" : (followers[running.followedBy] ?? "then on");
  return `${running.brand} accepts the code for ${left}, ${after}`;
}

const deliveries = { refuse: "is refused", drop: "is lost", block: "is blocked" };
const operations = { start: "start", check: "check", cancel: "cancel", next: "next step", any: "request" };

function strikes({ effect, operation }) {
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
      return "loses its connection";
    case "duplicate":
      return "comes twice";
    default:
      return (operation === "deliver" && deliveries[effect.kind]) || `is ${effect.kind}`;
  }
}

/** A fault in one line: which one it strikes and how. */
export function faultText(fault) {
  const what =
    fault.operation === "deliver"
      ? "text or call"
      : fault.operation === "callback"
        ? "callback"
        : operations[fault.operation];
  return `${fault.lasting ? "Every" : "The next"} ${what} ${strikes(fault)}`;
}
