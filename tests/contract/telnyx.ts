import { onTestFinished } from "vitest";
import { z } from "zod";
import type { Simulator } from "@/dev/simulator/server";
import { callbackReceiver, number, type Received, signingKey, simulator, telnyxApiKey } from "./support";

export const text = { from: "+12025550100", to: `+${number}`, text: "Your code is 482 913." };

/** One request to Telnyx Messaging, as its documentation writes it. */
export function send(
  { url }: { url: string },
  body: unknown = text,
  authorization = `Bearer ${telnyxApiKey}`,
): Promise<Response> {
  return fetch(`${url}/v2/messages`, {
    method: "POST",
    headers: { authorization, "content-type": "application/json" },
    body: typeof body === "string" ? body : JSON.stringify(body),
  });
}

const errors = z.object({
  errors: z.array(
    z.object({
      code: z.string(),
      title: z.string(),
      detail: z.string(),
      source: z.object({ pointer: z.string() }).optional(),
      meta: z.object({ url: z.url() }),
    }),
  ),
});

/** The status, and each error as `code pointer`. */
export async function refusalOf(answer: Promise<Response>) {
  const response = await answer;
  const body = errors.parse(await response.json());
  const named = body.errors.map(({ code, source }) => (source ? `${code} ${source.pointer}` : code));
  return { status: response.status, errors: named };
}

const event = z.object({
  data: z.looseObject({
    event_type: z.string(),
    id: z.uuid(),
    occurred_at: z.iso.datetime(),
    record_type: z.literal("event"),
    payload: z.looseObject({ id: z.uuid(), to: z.tuple([z.looseObject({ status: z.string() })]) }),
  }),
  meta: z.object({ attempt: z.number(), delivered_to: z.url() }),
});

export const eventOf = ({ body }: Received) => event.parse(JSON.parse(body));

/** Type and status of each callback, in the order in which they came. */
export const story = (received: readonly Received[]) =>
  received.map((one) => {
    const { data } = eventOf(one);
    return `${data.event_type} ${data.payload.to[0].status}`;
  });

/** A simulator whose messaging profile posts to a receiver of this test. */
export async function listening(statuses: number[] = []) {
  const receiver = await callbackReceiver(statuses);
  const telnyx = { apiKey: telnyxApiKey, signingKey, callbackUrl: receiver.url };
  const running: Simulator = await simulator({ telnyx });
  onTestFinished(() => running.control.callbacksSettled());
  return { ...running, ...receiver, callbackUrl: receiver.url, url: running.url };
}
