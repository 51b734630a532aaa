import { make } from "./dom.js";
import { leadToPhone } from "./phone-window.js";
import { timeOf } from "./wording.js";
import { isWeb } from "./words.js";

/** As it stands on a lock screen: the whole of it is the link, where it has one. */
export function drawNotification({ at, text, title, url }) {
  const parts = [
    make(
      "span",
      { className: "head" },
      make("strong", { textContent: title }),
      make("time", { dateTime: at, textContent: timeOf(at) }),
    ),
    make("span", { className: "content", textContent: text }),
  ];
  if (url === null || !isWeb(url))
    return make("li", { className: "notification" }, make("div", {}, ...parts));
  const anchor = make("a", { href: url }, ...parts);
  leadToPhone(anchor);
  return make("li", { className: "notification" }, anchor);
}
