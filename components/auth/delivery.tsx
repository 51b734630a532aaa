import type { PinView } from "@/lib/challenges/view";
import { entryWords, goOnWords, nextWords, standingOf } from "./delivery-words";
import { FlowButton, type Post } from "./flow-button";
import { RefreshAt } from "./refresh-at";

type DeliveryProps = Readonly<{
  view: PinView;
  formToken: string;
  actions: Readonly<{ goOn: Post; refuseCall: Post }>;
}>;

/** Minutes and seconds since the message was sent: the same on every clock. */
function since(begin: string, at: string): string {
  const seconds = Math.max(0, Math.floor((Date.parse(at) - Date.parse(begin)) / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

function Timeline({ timeline }: Pick<PinView, "timeline">) {
  const begin = timeline[0]?.at;
  if (begin === undefined) return null;
  return (
    <ol className="timeline">
      {timeline.map(({ at, channel, stage }, index) => (
        <li
          key={`${at} ${channel} ${stage}`}
          aria-current={index === timeline.length - 1 ? "step" : undefined}
        >
          <time dateTime={at}>{since(begin, at)}</time>
          <span>{entryWords(channel, stage)}</span>
        </li>
      ))}
    </ol>
  );
}

function Next({ view }: Pick<DeliveryProps, "view">) {
  const { channel, next, callRefused, expiresAt, now } = view;
  if (callRefused) {
    return (
      <p>
        The PIN that we sent is good for <RefreshAt until={expiresAt} now={now} /> more. Then it ends: we can
        leave the call out only together with it.
      </p>
    );
  }
  if (!channel || !next) return null;
  return (
    <p>
      {nextWords(channel, standingOf(view), next.channel)} <RefreshAt until={next.at} now={now} />.
    </p>
  );
}

/** What has happened to the message, what begins by itself, and the buttons to have that now or not at all. */
export function Delivery({ view, formToken, actions }: DeliveryProps) {
  const { obstacle, channel, next, timeline } = view;
  if (timeline.length === 0) return null;
  const goesOn = obstacle === null && next !== null;
  return (
    <section className="delivery" aria-labelledby="delivery">
      <h2 id="delivery">What has happened</h2>
      <Timeline timeline={timeline} />
      {obstacle === null ? <Next view={view} /> : null}
      {goesOn && (view.nextOffered || view.callRefusable) ? (
        <div className="delivery-ways">
          {view.nextOffered ? (
            <FlowButton formToken={formToken} action={actions.goOn} {...goOnWords(channel, next.channel)} />
          ) : null}
          {view.callRefusable ? (
            <FlowButton
              formToken={formToken}
              action={actions.refuseCall}
              label="Do not call me"
              pendingLabel="One moment…"
              variant="quiet"
            />
          ) : null}
        </div>
      ) : null}
    </section>
  );
}
