import { byId, make, setText } from "./dom.js";
import { ask } from "./link.js";
import { isAddress, wireNumber } from "./number.js";
import { stopSpeaking } from "./speech.js";
import { faultText } from "./wording.js";

const toggle = byId("controls-toggle");
const drawer = byId("controls");
const active = byId("active");

const isBrowser = () => phone?.kind === "browser";
const isOther = () => !isBrowser();
const always = () => true;

const deliveries = [
  ["is refused", { kind: "refuse" }, isOther],
  ["arrives 20 s late", { kind: "late", seconds: 20 }, always],
  ["is lost", { kind: "drop" }, always],
  ["is blocked", { kind: "block" }, isOther],
];
const unavailable = { kind: "answer", status: 503 };
const pushes = [
  ["is answered 503", unavailable],
  ["is answered 410", { kind: "answer", status: 410 }],
];
const answers = [
  ["503 to the next request", { effect: unavailable }],
  ["503 until I stop it", { effect: unavailable, lasting: true }],
  ["429 to the next request", { effect: { kind: "answer", status: 429 } }],
  ["Nothing: the line is cut", { effect: { kind: "reset" } }],
];

let phone;
let faults = [];
const choices = [];

const sameEffect = (one, other) => JSON.stringify(one) === JSON.stringify(other);

function choice(label, ruleOf, fits = always) {
  const button = make("button", { type: "button", className: "choice", textContent: label });
  const own = () => {
    const rule = ruleOf();
    return faults.find(
      (fault) =>
        fault.operation === rule.operation &&
        fault.number === rule.number &&
        Boolean(fault.lasting) === Boolean(rule.lasting) &&
        sameEffect(fault.effect, rule.effect),
    );
  };
  button.onclick = () => {
    const fault = own();
    return fault ? ask("DELETE", `/faults/${fault.id}`) : ask("POST", "/faults", ruleOf());
  };
  choices.push({ button, own, fits });
  return button;
}

const forPhone = () => (phone ? { number: phone.number } : {});

byId("next-choices").append(
  ...deliveries.map(([label, effect, fits]) =>
    choice(label, () => ({ operation: "deliver", ...forPhone(), effect }), fits),
  ),
  ...pushes.map(([label, effect]) =>
    choice(label, () => ({ operation: "push", ...forPhone(), effect }), isBrowser),
  ),
);
byId("answer-choices").append(
  ...answers.map(([label, rule]) => choice(label, () => ({ operation: "any", ...rule }))),
);

function open(expanded) {
  toggle.setAttribute("aria-expanded", String(expanded));
  drawer.hidden = !expanded;
}

toggle.onclick = () => open(drawer.hidden);
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || drawer.hidden) return;
  open(false);
  toggle.focus();
});

const liveCall = () =>
  phone?.messages.findLast(({ call }) => call?.state === "ringing" || call?.state === "answered");

byId("jump").onclick = () => ask("POST", "/clock", { advanceSeconds: 30 });
byId("jump-step").onclick = () => ask("POST", "/clock", { toNextStepOf: phone.number });
byId("clear").onclick = () => ask("DELETE", `/messages?to=${encodeURIComponent(phone.number)}`);
byId("expire").onclick = () => ask("POST", "/push-subscriptions/expire", { endpoint: phone.number });
byId("hang-up").onclick = () => {
  stopSpeaking();
  return ask("POST", `/messages/${liveCall().id}/hang-up`);
};

function drawActive() {
  const own = faults.filter(({ number }) => number === undefined || wireNumber(number) === phone?.number);
  active.replaceChildren(
    ...own.map((fault) => {
      const stop = make("button", {
        type: "button",
        textContent: "Stop",
        "aria-label": `Stop: ${faultText(fault, phone)}`,
      });
      stop.onclick = () => ask("DELETE", `/faults/${fault.id}`);
      return make("li", {}, make("span", { textContent: faultText(fault, phone) }), stop);
    }),
  );
  active.hidden = own.length === 0;
}

function titlesFor(shown) {
  if (shown?.kind === "browser") return ["The next notification", "This browser"];
  if (shown && isAddress(shown.number)) return ["The next mail", "This mailbox"];
  return ["The next text or call", "This phone"];
}

export function showControls(state, shown) {
  const before = faults.map(({ id }) => id).join() + phone?.number;
  phone = shown;
  faults = state.faults;
  if (before !== faults.map(({ id }) => id).join() + phone?.number) drawActive();
  for (const { button, own, fits } of choices) {
    button.setAttribute("aria-pressed", String(own() !== undefined));
    button.hidden = !fits();
  }
  const count = byId("active-count");
  count.hidden = faults.length === 0;
  setText(count, String(faults.length));
  const [next, whole] = titlesFor(phone);
  setText(byId("next-title"), next);
  setText(byId("phone-title"), whole);
  byId("hang-up").hidden = whole !== "This phone";
  byId("expire").hidden = isOther();
  byId("expire").disabled = Boolean(phone?.expired);
  setText(byId("next-whom"), phone ? `for ${phone.label}` : "whichever phone it is for");
  byId("this-phone").hidden = !phone;
  byId("jump-step").disabled = !phone?.running;
  byId("hang-up").disabled = !liveCall();
  byId("clear").disabled = !phone?.messages.length;
}
