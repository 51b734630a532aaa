import { z } from "zod";
import { parseJson } from "../http/exchange";
import type { Push } from "./browsers";

/** What the application sends; its service worker words the notification. */
const request = z.object({ id: z.uuid(), url: z.url({ protocol: /^https?$/ }) });

/** As a lock screen shows it; `url` is where it leads. */
export type Notification = { title: string; text: string; url: string | null };

const plain = (text: string): Notification => ({ title: "Notification", text, url: null });

export function notificationOf({ payload, undecryptable }: Push): Notification {
  if (undecryptable) return plain("A message came that this browser cannot decrypt.");
  if (payload === null) return plain("A message without content came.");
  const known = request.safeParse(parseJson(payload));
  if (!known.success) return plain(payload);
  const text = "Something waits for your answer. Open to see what.";
  return { title: "Countersign", text, url: known.data.url };
}
