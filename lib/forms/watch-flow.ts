type Page = Pick<Document, "visibilityState" | "addEventListener" | "removeEventListener">;
type Network = Pick<Window, "addEventListener" | "removeEventListener"> & {
  navigator: Pick<Navigator, "onLine">;
};

export type FlowWatch = Readonly<{
  /** What the page shows already. */
  version: string;
  /** What it would show now; null when the flow is over. Throws when nobody answers. */
  ask: (signal: AbortSignal) => Promise<string | null>;
  onChange: () => void;
  /** Between two questions at first, in milliseconds. */
  paceMs?: number;
  /** One question then, also while nobody looks: what the server has to do at that moment, it does when asked. */
  wakeInMs: number | null;
}>;

/** News is likely at first; the longer there is none, the less often it is worth asking. */
function paceAfter(elapsedMs: number, firstMs: number): number {
  if (elapsedMs < 30_000) return firstMs;
  return elapsedMs < 120_000 ? 5_000 : 10_000;
}

const longestPauseMs = 60_000;

/**
 * Asks again and again whether a flow has news, while its page is visible. Ends by itself when the flow is over;
 * the function it gives ends it earlier.
 */
export function watchFlow(
  { version, ask, onChange, wakeInMs, paceMs = 3_000 }: FlowWatch,
  page: Page = document,
  network: Network = window,
): () => void {
  const stopping = new AbortController();
  const beganAt = Date.now();
  let known: string | null = version;
  let failures = 0;
  let asking = false;
  let timer: ReturnType<typeof setTimeout> | undefined;

  function rest() {
    clearTimeout(timer);
    if (page.visibilityState === "hidden") return;
    const pace = paceAfter(Date.now() - beganAt, paceMs);
    timer = setTimeout(look, Math.min(pace * 2 ** failures, longestPauseMs));
  }

  async function look() {
    if (asking || !network.navigator.onLine) return;
    asking = true;
    clearTimeout(timer);
    try {
      const told = await ask(stopping.signal);
      failures = 0;
      if (stopping.signal.aborted) return;
      if (told !== known) onChange();
      known = told;
      if (known === null) stop();
    } catch {
      failures += 1;
    } finally {
      asking = false;
    }
    if (!stopping.signal.aborted) rest();
  }

  const turn = () => (page.visibilityState === "hidden" ? clearTimeout(timer) : void look());
  const wake = wakeInMs === null ? undefined : setTimeout(look, wakeInMs);
  page.addEventListener("visibilitychange", turn);
  network.addEventListener("online", turn);
  rest();

  function stop() {
    stopping.abort();
    clearTimeout(timer);
    clearTimeout(wake);
    page.removeEventListener("visibilitychange", turn);
    network.removeEventListener("online", turn);
  }
  return stop;
}
