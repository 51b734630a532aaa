import { make } from "./dom.js";

// What ends a sentence does not belong to the link before it.
const link = /(https?:\/\/[^\s<>"]*[^\s<>"'.,;:!?)\]])/i;
const mailWidth = 72;

export const isWeb = (address) => URL.canParse(address) && /^https?:$/.test(new URL(address).protocol);

const anchor = (address) =>
  make("a", { href: address, target: "_blank", rel: "noopener", textContent: address });

/** The code set apart, so that it is found at a glance; own texts may write it in groups. */
function marked(text, code) {
  if (code === "") return [text];
  const parts = text.split(new RegExp(`(${Array.from(code).join("[ -]?")})`));
  return parts.map((part, index) => (index % 2 === 1 ? make("strong", { textContent: part }) : part));
}

/** Joins the lines that were broken only because no further word had room: a narrow screen breaks them elsewhere. */
function unwrapped(text) {
  const lines = text.split("\n");
  const breaks = lines.slice(1).map((next, index) => {
    const [word] = next.split(" ");
    const full = lines[index].length + 1 + word.length > mailWidth;
    return lines[index] !== "" && word !== "" && full ? " " : "\n";
  });
  return lines.map((line, index) => line + (breaks[index] ?? "")).join("");
}

/** The whole text of a message, its links to be followed. */
export function words({ channel, code, locale, text }) {
  const whole = channel === "email" ? unwrapped(text) : text;
  const pieces = whole.split(link).flatMap((part, index) => {
    const followed = index % 2 === 1 && isWeb(part);
    return followed ? [anchor(part)] : marked(part, code);
  });
  return make("p", { className: "words", lang: locale }, ...pieces);
}
