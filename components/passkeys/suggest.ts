import { askOffer, type Offer } from "./offer";

const FIELD = "input[autocomplete$=webauthn]";

type Suggesting = Readonly<{ stop: () => void }>;

const canSuggest = async (): Promise<boolean> =>
  (await PublicKeyCredential.isConditionalMediationAvailable?.()) ?? false;

/**
 * Lets the browser offer passkeys in the field for the user name, for as long as the page is open. What is submitted by
 * hand ends that, and coming back to the field begins it anew. What is to be signed is asked for again every `renewSeconds`.
 */
export function suggestPasskeys(
  renewSeconds: number,
  onAnswer: (offer: Offer, answer: string) => void,
): Suggesting {
  const stopped = new AbortController();
  let running = false;
  let madeAt = 0;

  async function suggest(): Promise<void> {
    running = true;
    madeAt = Date.now();
    const [{ showPasskey }, offer] = await Promise.all([import("./use"), askOffer(stopped.signal)]);
    if (stopped.signal.aborted || !running || !offer) return;
    const outcome = await showPasskey(offer.options, true);
    if (!stopped.signal.aborted && "answer" in outcome) onAnswer(offer, outcome.answer);
  }

  function renew(): void {
    if (running && !document.hidden && Date.now() - madeAt >= renewSeconds * 1_000) void suggest();
  }

  /** Another window may have asked meanwhile; the newest offer of a browser is the one that counts. */
  function comeBack(): void {
    if (running && !document.hidden) void suggest();
  }

  async function leave(): Promise<void> {
    running = false;
    (await import("./use")).leaveCeremony();
  }

  async function begin(): Promise<void> {
    if (!(await canSuggest()) || stopped.signal.aborted) return;
    const { signal } = stopped;
    const timer = setInterval(renew, 10_000);
    signal.addEventListener("abort", () => clearInterval(timer));
    document.addEventListener("visibilitychange", comeBack, { signal });
    document.addEventListener("submit", () => void leave(), { signal });
    document.addEventListener(
      "focusin",
      ({ target }) => {
        if (!running && target instanceof Element && target.matches(FIELD)) void suggest();
      },
      { signal },
    );
    await suggest();
  }

  void begin();
  return { stop: () => stopped.abort() };
}
