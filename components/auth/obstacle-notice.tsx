import { Alert } from "@/components/ui/alert";
import type { Obstacle } from "@/lib/challenges/view";

const words: Record<Obstacle, { title: string; text: string }> = {
  expired: { title: "This PIN has expired", text: "A PIN is good for five minutes. Ask for a new one." },
  exhausted: {
    title: "This PIN is closed",
    text: "It was entered wrongly three times. Ask for a new one; the old one is worth nothing now.",
  },
  ended: {
    title: "This PIN has ended",
    text: "The service that sends our PINs has closed it: it was used or called off, or its time was over. Ask for a new one.",
  },
  superseded: {
    title: "This PIN belongs to another window",
    text:
      "The same account or form was opened again somewhere else, and the PIN counts there. Go on there, or ask for " +
      "a new PIN here. If it was not you, somebody else knows your password.",
  },
  unconfirmed: {
    title: "We do not know whether your PIN was sent",
    text:
      "The service that sends our PINs did not answer in time. Wait a moment, then ask for a new one. If a text " +
      "arrives meanwhile, leave it: only the newest PIN counts.",
  },
  unavailable: {
    title: "The PIN could not be sent",
    text: "The service that sends our PINs is not working just now. Nothing is lost: ask again in a moment.",
  },
  "invalid-number": {
    title: "No PIN can go to this number",
    text: "The network says that it is no working mobile number.",
  },
  "already-pending": {
    title: "A PIN is on its way to this number already",
    text:
      "It was asked for a moment ago, in another sign-up or login or in one that lost its answer, and does not count " +
      "here. You can ask for a new one when it is over.",
  },
  undelivered: {
    title: "Your PIN could not be delivered",
    text:
      "The network did not reach your phone. Check that it is on and has a signal, then ask for a new PIN. Nothing " +
      "was counted.",
  },
  blocked: {
    title: "Your PIN was stopped on its way",
    text:
      "The network or the service that sends our PINs did not let it through to this number. Ask for a new one in a " +
      "while; if it happens again, your network can say why.",
  },
  stopped: {
    title: "No call will come, and this PIN has ended with it",
    text: "As you wished, you will not be called. Ask for a new PIN when you are ready.",
  },
  "closed-country": {
    title: "We do not send PINs to this country",
    text: "Numbers of this country are not open here at present. Nothing was sent, and nothing was counted.",
  },
  paused: {
    title: "Sending to numbers like this one is paused",
    text:
      "Almost none of the PINs that we sent to numbers like this one lately have been used, so we send no more there " +
      "for a while. It is no fault of yours, and nothing was counted. Come back later.",
  },
  throttled: {
    title: "Enough PINs for now",
    text: "Many PINs were asked for with this number. We pause, so that nobody can be flooded with texts.",
  },
  locked: {
    title: "Too many wrong PINs",
    text: "To protect the account we wait before the next try. Your password is not affected.",
  },
};

/** These are no fault of anything: the first has happened before, the second was asked for. */
const calm: readonly Obstacle[] = ["superseded", "stopped"];

/** Why no PIN can be typed. From when a new one can be asked for stands beside its button. */
export function ObstacleNotice({ obstacle }: { obstacle: Obstacle }) {
  const { title, text } = words[obstacle];
  return (
    <Alert tone={calm.includes(obstacle) ? "notice" : "error"} title={title}>
      <p>{text}</p>
    </Alert>
  );
}
