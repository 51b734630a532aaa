/** The element of this id; the page cannot work without it. */
export function byId(id) {
  const element = document.getElementById(id);
  if (!element) throw new Error(`The page has no #${id}.`);
  return element;
}

/** A new element with properties and children; `on…` properties are listeners. */
export function make(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name.includes("-")) element.setAttribute(name, value);
    else element[name] = value;
  }
  element.append(...children);
  return element;
}

export function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/** Says something once to a screen reader, even when it was said before. */
export function announce(text) {
  const announcer = byId("announcer");
  announcer.textContent = "";
  requestAnimationFrame(() => {
    announcer.textContent = text;
  });
}

export function copyButton(label, value) {
  const button = make("button", { type: "button", className: "copy", textContent: label });
  let timer;
  button.onclick = async () => {
    await navigator.clipboard.writeText(value);
    button.textContent = "Copied";
    announce("Copied");
    clearTimeout(timer);
    timer = setTimeout(() => setText(button, label), 1600);
  };
  return button;
}
