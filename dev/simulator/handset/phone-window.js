const name = "phone";

/** Opens a window of a phone's size; false when the browser did not let it. */
export function openInPhone(address) {
  const opened = window.open(address, name, "popup,width=390,height=800");
  opened?.focus();
  return opened !== null;
}

/** Without a window of that size the link leads to a tab; a click with a key held means what it always does. */
export function leadToPhone(anchor) {
  anchor.target = name;
  anchor.onclick = (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    if (openInPhone(anchor.href)) event.preventDefault();
  };
}
