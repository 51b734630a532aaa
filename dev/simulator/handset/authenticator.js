import { byId, setText } from "./dom.js";

const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
const STEP_SECONDS = 30;
const STORED = "authenticator-secret";

const field = byId("secret");
const wrong = byId("secret-wrong");
let key;
let shown;

/** Base32 as people copy it, with spaces and in either case; null when it is none. */
function bytesOf(text) {
  const letters = text.toUpperCase().replace(/[\s=-]/g, "");
  if (letters.length < 16 || [...letters].some((letter) => !LETTERS.includes(letter))) return null;
  const bits = [...letters].map((letter) => LETTERS.indexOf(letter).toString(2).padStart(5, "0")).join("");
  return Uint8Array.from(bits.match(/.{8}/g) ?? [], (byte) => Number.parseInt(byte, 2));
}

/** RFC 6238 with SHA-1 and six digits, as every app has it. */
async function codeOf(step) {
  const counter = new DataView(new ArrayBuffer(8));
  counter.setBigUint64(0, BigInt(step));
  const mac = new DataView(await crypto.subtle.sign("HMAC", key, counter.buffer));
  const number = mac.getUint32(mac.getUint8(19) & 15) & 0x7fffffff;
  return String(number % 1_000_000).padStart(6, "0");
}

async function show() {
  const seconds = Math.floor(Date.now() / 1000);
  const step = Math.floor(seconds / STEP_SECONDS);
  setText(byId("app-left"), `A new one in ${STEP_SECONDS - (seconds % STEP_SECONDS)} s`);
  if (step === shown) return;
  shown = step;
  setText(byId("app-code"), await codeOf(step));
}

async function use(text) {
  const bytes = bytesOf(text);
  wrong.hidden = bytes !== null || text === "";
  field.setAttribute("aria-invalid", String(!wrong.hidden));
  if (bytes === null) return false;
  key = await crypto.subtle.importKey("raw", bytes, { name: "HMAC", hash: "SHA-1" }, false, ["sign"]);
  sessionStorage.setItem(STORED, text);
  shown = undefined;
  byId("app").hidden = false;
  byId("authenticator").open = true;
  await show();
  return true;
}

field.oninput = () => {
  wrong.hidden = true;
};
byId("app-form").onsubmit = async (event) => {
  event.preventDefault();
  if (await use(field.value.trim())) field.value = "";
  else field.focus();
};
const stored = sessionStorage.getItem(STORED);
if (stored) void use(stored);
setInterval(() => {
  if (key) void show();
}, 500);
