import { byId, setText } from "./dom.js";
import { leadToPhone, openInPhone } from "./phone-window.js";
import { isWeb } from "./words.js";

const open = byId("approver-open");
const field = byId("enrolment-link");
const wrong = byId("enrolment-wrong");

// On a small screen the messages need the room more.
const wide = matchMedia("(min-width: 52rem)");
const unfold = () => {
  byId("approver").open = wide.matches;
};
wide.onchange = unfold;
unfold();
leadToPhone(open);

function say(what) {
  wrong.hidden = what === "";
  setText(wrong, what);
  field.setAttribute("aria-invalid", String(what !== ""));
}

field.oninput = () => say("");
byId("enrolment").onsubmit = (event) => {
  event.preventDefault();
  const address = field.value.trim();
  if (!isWeb(address)) {
    say("This is no web address.");
    return field.focus();
  }
  if (!openInPhone(address)) return say("Your browser let no window open.");
  // It works once.
  field.value = "";
  say("");
};

/** `address` is where the phone is, or null while nobody has said it. */
export function showApprover(address) {
  open.hidden = address === null;
  if (address !== null) open.href = address;
}
