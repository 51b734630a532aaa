import type { PinView } from "@/lib/challenges/view";
import { earlierWords, hasFailed, standingOf, standstillWords, statusWords } from "./delivery-words";
import { RefreshAt } from "./refresh-at";

type StatusProps = Readonly<{ view: PinView }>;

function Phone({ ending }: { ending: string }) {
  return (
    <>
      the phone ending in <strong className="mono">{ending}</strong>
    </>
  );
}

function Sentence({ view }: StatusProps) {
  const { channel, callRefused } = view;
  const phone = <Phone ending={view.phoneEnding} />;
  if (channel === null) {
    const { before, after } = standstillWords(view);
    return (
      <>
        {before}
        {phone}
        {after}
      </>
    );
  }
  const { before, after } = statusWords(channel, standingOf(view), view.digits);
  const earlier = earlierWords(view);
  return (
    <>
      {earlier && "failed" in earlier ? `${earlier.failed}. ` : null}
      {before}
      {channel === "email" ? "your e-mail address" : phone}
      {after}
      {earlier && "same" in earlier ? ` ${earlier.same}.` : null}
      {callRefused ? " No call will come." : null}
    </>
  );
}

/** What is going on, in one sentence. It is read out when it changes; the seconds beside it are not. */
export function DeliveryStatus({ view }: StatusProps) {
  const { channel, callRefused, expiresAt, now } = view;
  const running = channel !== null && channel !== "silent_auth" && !callRefused && !hasFailed(view);
  return (
    <p>
      <span aria-live="polite">
        <Sentence view={view} />
      </span>
      {running ? (
        <>
          {" "}
          The PIN is good for <RefreshAt until={expiresAt} now={now} />.
        </>
      ) : null}
    </p>
  );
}
