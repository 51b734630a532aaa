import { Alert } from "@/components/ui/alert";
import type { Obstacle } from "@/lib/challenges/view";

const words: Record<Obstacle, { title: string; text: string }> = {
  expired: { title: "This PIN has expired", text: "A PIN is good for five minutes. Ask for a new one." },
  exhausted: {
    title: "This PIN is closed",
    text: "It was entered wrongly three times. Ask for a new one; the old one is worth nothing now.",
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
    text: "It was asked for in another sign-up or login and counts only there. You can ask for yours afterwards.",
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

/** Why no PIN can be typed. From when a new one can be asked for stands beside its button. */
export function ObstacleNotice({ obstacle }: { obstacle: Obstacle }) {
  const { title, text } = words[obstacle];
  return (
    <Alert tone={obstacle === "superseded" ? "notice" : "error"} title={title}>
      <p>{text}</p>
    </Alert>
  );
}
