const base = "/_simulator";

export async function ask(method, path, body) {
  const content = body === undefined ? {} : { body: JSON.stringify(body) };
  await fetch(base + path, { method, ...content });
}

/** Calls back with every state of the simulator, and with whether the line to it stands. */
export function follow(onState, onLink) {
  const source = new EventSource(`${base}/events`);
  source.onopen = () => onLink(true);
  source.onerror = () => onLink(false);
  source.onmessage = (event) => onState(JSON.parse(event.data));
}
