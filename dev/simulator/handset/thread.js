import { announce, byId, copyButton, make, setText } from "./dom.js";
import { ask } from "./link.js";
import { drawNotification } from "./notification.js";
import { speak, stopSpeaking } from "./speech.js";
import { kindOf, nothingText, timeOf } from "./wording.js";
import { words } from "./words.js";

const thread = byId("thread");
thread.tabIndex = -1;
new ResizeObserver(showNewest).observe(thread);
let shown = "";
const drawn = new Map();

/** At the end, where one message fits; a mail that is longer than the screen is read from its beginning. */
function showNewest() {
  const newest = thread.lastElementChild;
  if (newest) thread.scrollTop = newest.offsetTop - thread.offsetTop;
}

function button(label, className, onclick) {
  return make("button", { type: "button", className, textContent: label, onclick });
}

function head(message, what) {
  const time = make("time", { dateTime: message.at, textContent: timeOf(message.at) });
  return make("p", { className: "head" }, make("span", { textContent: what }), time);
}

function drawText(message) {
  const { brand, caller, channel, from } = message;
  const sender = from === brand ? caller : `${brand} · ${caller}`;
  const what = channel === "sms" ? sender : `${sender} · ${kindOf(channel)}`;
  const item = make("li", { className: "text" }, head(message, what), words(message));
  if (message.code !== "") item.append(copyButton("Copy code", message.code));
  return item;
}

function drawMail(message) {
  const { brand, from, subject } = message;
  const sender = from === brand ? [] : [make("p", { className: "sender", textContent: from })];
  const title = make("p", { className: "subject", textContent: subject });
  return make("li", { className: "text" }, head(message, brand), ...sender, title, words(message));
}

async function answer(message) {
  await ask("POST", `/messages/${message.id}/answer`);
  // The provider ends the call when all is said.
  speak(message.text, message.locale, () => ask("POST", `/messages/${message.id}/hang-up`));
}

async function hangUp(message) {
  stopSpeaking();
  await ask("POST", `/messages/${message.id}/hang-up`);
}

function drawCall(message) {
  const { caller } = message;
  const { state } = message.call;
  if (state === "ringing") {
    const rings = make("span", { className: "rings", "aria-hidden": "true" }, make("i"), make("i"));
    return make(
      "li",
      { className: "call ringing" },
      head(message, `Call from ${caller}`),
      make("p", { className: "brand" }, rings, message.brand),
      make(
        "div",
        { className: "row" },
        button("Answer", "answer", () => answer(message)),
        button("Decline", "", () => hangUp(message)),
      ),
    );
  }
  if (state === "answered") {
    return make(
      "li",
      { className: "call answered" },
      head(message, `On the line with ${caller}`),
      make("p", { className: "words", lang: message.locale, textContent: message.text }),
      make(
        "div",
        { className: "row" },
        button("Hang up", "", () => hangUp(message)),
        button("Say it again", "", () => speak(message.text, message.locale, () => {})),
        copyButton("Copy code", message.code),
      ),
    );
  }
  const what = state === "missed" ? `Missed call from ${caller}` : `Call from ${caller}`;
  const call = make("li", { className: "call past" }, head(message, what));
  if (state === "ended") {
    call.append(make("p", { className: "words", lang: message.locale, textContent: message.text }));
    call.append(copyButton("Copy code", message.code));
  }
  return call;
}

function draw(message) {
  if (message.channel === "push") return drawNotification(message);
  if (message.call) return drawCall(message);
  return message.subject === undefined ? drawText(message) : drawMail(message);
}

const keyOf = (message) => message.id + (message.call?.state ?? "");

/** Keeps what is on the page and touches only what changed, so that focus and selection stay where they are. */
export function showThread(phone) {
  if (shown !== phone.number) {
    shown = phone.number;
    drawn.clear();
    thread.replaceChildren();
  }
  const nothing = byId("nothing");
  nothing.hidden = phone.messages.length > 0;
  setText(nothing, nothingText(phone));
  const wanted = new Set(phone.messages.map(({ id }) => id));
  for (const [id, { element }] of drawn) {
    if (wanted.has(id)) continue;
    element.remove();
    drawn.delete(id);
  }
  let arrived = false;
  for (const message of phone.messages) {
    const old = drawn.get(message.id);
    if (old?.key === keyOf(message)) continue;
    const element = draw(message);
    if (old) replace(old.element, element);
    else thread.append(element);
    arrived ||= !old;
    drawn.set(message.id, { element, key: keyOf(message) });
  }
  if (arrived) showNewest();
}

function replace(old, element) {
  const focused = old.contains(document.activeElement);
  old.replaceWith(element);
  if (focused) (element.querySelector("button") ?? thread).focus();
}

export function announceMessage(message, label) {
  const kind = kindOf(message.channel);
  const what = message.call
    ? `${message.brand} is calling ${label}`
    : `${kind} for ${label}: ${message.subject ?? message.text}`;
  announce(what);
}
