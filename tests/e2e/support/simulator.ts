import { setTimeout as delay } from "node:timers/promises";
import { z } from "zod";
import type { Fault } from "../../../dev/simulator/faults";

const message = z.looseObject({ to: z.string(), code: z.string().optional() });
const phone = z.object({ latestCode: z.string().nullable(), messages: z.array(message) });
const call = z.looseObject({ operation: z.string() });

export type Message = z.output<typeof message>;
export type Call = z.output<typeof call>;
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

  /** The newest code on this phone, once more than `beyond` messages have arrived there. */
  async function latestCode(number: string, beyond = 0): Promise<string> {
    for (const until = Date.now() + patienceMs; Date.now() < until; await delay(pauseMs)) {
      const { latestCode: code, messages: all } = await readPhone(number);
      if (code !== null && all.length > beyond) return code;
    }
    throw new Error(`No PIN arrived on ${number} within ${patienceMs / 1000} s`);
  }

  return {
    messages,
    latestCode,
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
