import { byId, make } from "./dom.js";
import { isAddress } from "./number.js";
import { timeOf } from "./wording.js";

const list = byId("phone-list");
let drawn = "";

// Whose name takes a line of its own.
const isBroad = ({ kind, number }) => kind === "browser" || isAddress(number);

function preview(phone) {
  const last = phone.messages.at(-1);
  if (!last) return phone.kind === "browser" ? "No notification yet" : "Nothing yet";
  if (!last.call) return last.subject ?? last.text;
  return last.call.state === "missed" ? "Missed call" : last.call.state === "ringing" ? "Ringing" : "Call";
}

function entry(phone, open, choose) {
  const last = phone.messages.at(-1);
  const button = make(
    "button",
    { type: "button", onclick: () => choose(phone.number) },
    make("span", {
      className: isBroad(phone) ? "number address" : "number",
      textContent: phone.label,
    }),
    make("time", { textContent: last ? timeOf(last.at) : "" }),
    make("span", { className: "preview", textContent: preview(phone) }),
  );
  if (open) button.setAttribute("aria-current", "true");
  button.dataset.number = phone.number;
  return make("li", {}, button);
}

/** The list at the side, only when there is something to choose from. */
export function showPhones(phones, open, choose, pinned) {
  byId("phones").hidden = phones.length < 2;
  byId("all-phones").hidden = !pinned;
  const now = JSON.stringify([open, phones.map((phone) => [phone.number, preview(phone)])]);
  if (now === drawn) return;
  drawn = now;
  const focused = document.activeElement?.closest("#phone-list button")?.dataset.number;
  list.replaceChildren(...phones.map((phone) => entry(phone, phone.number === open, choose)));
  if (focused) list.querySelector(`[data-number="${CSS.escape(focused)}"]`)?.focus();
}
