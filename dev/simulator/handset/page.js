import { showApprover } from "./approver.js";
import "./authenticator.js";
import { showControls } from "./controls.js";
import { byId, copyButton, setText } from "./dom.js";
import { follow } from "./link.js";
import { isAddress, wireNumber } from "./number.js";
import { showPhones } from "./phones.js";
import { announceMessage, showThread } from "./thread.js";
import { minutes, quietText, runningText } from "./wording.js";

const asked = new URLSearchParams(location.search).get("number");
const pinned = asked === null ? undefined : wireNumber(asked);

let state = { now: Date.now(), phones: [], faults: [], approveUrl: null };
let ahead = 0;
let chosen;
let newest;
let firstState = true;

const lastOf = (phone) => phone?.messages.at(-1);

function openPhone() {
  const wanted = pinned ?? chosen;
  const known = state.phones.find(({ number }) => number === wanted);
  if (known) return known;
  return pinned ? undefined : state.phones[0];
}

/** A message on another phone opens that phone, unless the address names one. */
function noticeNewest() {
  const phone = state.phones[0];
  const message = lastOf(phone);
  if (!message || message.id === newest) return;
  newest = message.id;
  // Whoever waits for a code keeps looking at its phone while a mail arrives elsewhere.
  if (message.code !== "" || !openPhone()?.running) chosen = phone.number;
  if (!firstState && (!pinned || pinned === phone.number)) announceMessage(message, phone.label);
}

function showTime() {
  const phone = openPhone();
  const running = phone?.running;
  const bar = byId("time-left");
  bar.hidden = !running;
  if (!running) return setText(byId("running"), phone ? quietText(phone) : "");
  const left = running.endsAt - (Date.now() + ahead);
  setText(byId("running"), runningText(running, minutes(left)));
  const share = Math.min(1, Math.max(0, left / (running.endsAt - running.startedAt)));
  bar.firstElementChild.style.transform = `scaleX(${share})`;
}

function show() {
  const phone = openPhone();
  byId("waiting").hidden = phone !== undefined;
  byId("phone").hidden = phone === undefined;
  if (phone) setText(byId("phone-number"), phone.label);
  const choose = (number) => {
    chosen = number;
    if (pinned) location.search = `?number=${encodeURIComponent(number)}`;
    show();
  };
  showPhones(state.phones, phone?.number, choose, pinned !== undefined);
  showControls(state, phone);
  showApprover(state.approveUrl);
  showTime();
  // Last, because what stands above decides how much room the thread has to scroll in.
  if (phone) showThread(phone);
  const ringing = lastOf(phone)?.call?.state === "ringing";
  document.title = phone ? `${ringing ? "Ringing: " : ""}${phone.label}` : "Handset";
}

if (pinned) {
  const whom = isAddress(pinned) ? pinned : `+${pinned}`;
  setText(byId("waiting-title"), `Waiting for a first message to ${whom}`);
}
for (const item of byId("spare-numbers").children) item.append(copyButton("Copy", item.textContent.trim()));

follow(
  (next) => {
    state = next;
    ahead = next.now - Date.now();
    noticeNewest();
    firstState = false;
    show();
  },
  (standing) => {
    const link = byId("link-state");
    link.dataset.standing = String(standing);
    setText(link, standing ? "Live" : "The simulator is away; trying again");
  },
);
show();
setInterval(showTime, 250);
