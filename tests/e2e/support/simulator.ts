import { setTimeout as delay } from "node:timers/promises";
import { z } from "zod";
import type { Fault } from "../../../dev/simulator/faults";

const message = z.looseObject({
  to: z.string(),
  text: z.string(),
  locale: z.string(),
  code: z.string().optional(),
});
const phone = z.object({ latestCode: z.string().nullable(), messages: z.array(message) });
const mail = z.object({
  to: z.string(),
  from: z.string(),
  subject: z.string(),
  text: z.string(),
  at: z.string(),
});
const call = z.looseObject({ operation: z.string() });
const push = z.object({ endpoint: z.string(), topic: z.string().nullable(), payload: z.string().nullable() });

export type Message = z.output<typeof message>;
export type Mail = z.output<typeof mail>;
export type Call = z.output<typeof call>;
export type Push = z.output<typeof push>;
export type Simulator = ReturnType<typeof simulatorAt>;

const patienceMs = 5_000;
const pauseMs = 25;

/** The simulator's control API. Numbers are E.164, with or without the plus. */
export function simulatorAt(url: string) {
  async function control(method: string, path: string, body?: unknown): Promise<unknown> {
    const init = body === undefined ? {} : { body: JSON.stringify(body) };
    const answer = await fetch(`${url}/_simulator${path}`, { method, ...init });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`The simulator refused ${method} ${path}: ${answer.status} ${text}`);
    return text === "" ? undefined : JSON.parse(text);
  }

  const readPhone = async (number: string) =>
    phone.parse(await control("GET", `/messages?to=${number.replace("+", "")}`));

  const messages = async (number: string): Promise<readonly Message[]> => (await readPhone(number)).messages;

  const mails = async (address: string): Promise<readonly Mail[]> =>
    z.object({ mails: z.array(mail) }).parse(await control("GET", `/mails?to=${encodeURIComponent(address)}`))
      .mails;

  async function arrival<Found>(what: string, look: () => Promise<Found | null | undefined>): Promise<Found> {
    for (const until = Date.now() + patienceMs; Date.now() < until; await delay(pauseMs)) {
      const found = await look();
      if (found) return found;
    }
    throw new Error(`${what} did not arrive within ${patienceMs / 1000} s`);
  }

  /** The newest code on this phone, once more than `beyond` of them have arrived there. */
  const latestCode = (number: string, beyond = 0): Promise<string> =>
    arrival(`A PIN on ${number}`, async () => {
      const { latestCode: code, messages: all } = await readPhone(number);
      return all.filter((one) => one.code).length > beyond ? code : null;
    });

  const pushes = async (endpoint: string): Promise<readonly Push[]> =>
    z
      .object({ pushes: z.array(push) })
      .parse(await control("GET", `/pushes?endpoint=${encodeURIComponent(endpoint)}`)).pushes;

  return {
    messages,
    latestCode,
    pushes,
    /** The newest push to this subscription, once more than `beyond` of them have arrived there. */
    latestPush: (endpoint: string, beyond = 0): Promise<Push> =>
      arrival(`A push to ${endpoint}`, async () => {
        const all = await pushes(endpoint);
        return all.length > beyond ? all.at(-1) : null;
      }),
    /** The push service forgets this subscription. */
    expirePush: async (endpoint: string): Promise<void> =>
      void (await control("POST", "/push-subscriptions/expire", { endpoint })),
    /** How many codes have arrived on this phone. */
    codes: async (number: string): Promise<number> =>
      (await messages(number)).filter(({ code }) => code).length,
    mails,
    /** The newest mail to this address whose subject has these words, once it is there. */
    latestMail: (address: string, words: string): Promise<Mail> =>
      arrival(`A mail "${words}" to ${address}`, async () =>
        (await mails(address)).findLast(({ subject }) => subject.includes(words)),
      ),
    /** The newest text on this phone that has these words, once it is there. */
    latestText: (number: string, words: string): Promise<string> =>
      arrival(
        `A text "${words}" to ${number}`,
        async () => (await messages(number)).findLast(({ text }) => text.includes(words))?.text,
      ),
    /** Six digits that are not the code. */
    wrongCode: async (number: string): Promise<string> =>
      (await latestCode(number)) === "000000" ? "000001" : "000000",
    /** Every request that the provider got, oldest first. */
    calls: async (): Promise<readonly Call[]> =>
      z.object({ calls: z.array(call) }).parse(await control("GET", "/calls")).calls,
    /** Name the number, and other tests do not notice. */
    fault: async (fault: Fault): Promise<void> => void (await control("POST", "/faults", fault)),
    clearFaults: async (): Promise<void> => void (await control("DELETE", "/faults")),
    /** Moves the provider's clock, not the application's. */
    advance: async (advanceSeconds: number): Promise<void> =>
      void (await control("POST", "/clock", { advanceSeconds })),
    setSwitches: async (change: Readonly<Record<string, unknown>>): Promise<void> =>
      void (await control("PATCH", "/switches", change)),
  };
}
