import { randomUUID } from "node:crypto";
import { type SQL, sql } from "drizzle-orm";
import { db } from "@/db/client";
import { reserveSend, type SendFacts, settleSend } from "@/db/queries/sends";
import { sendFacts } from "@/lib/sending/facts";

export const sms = { workflow: ["sms", "voice"], plan: { provider: "vonage" } } as const;

/** Whose message uses which budget. */
export const whom = {
  signup: { purpose: "signup", neutral: false },
  login: { purpose: "login", neutral: false },
  phone: { purpose: "login", neutral: true },
  confirm: { purpose: "step-up", neutral: false },
} as const;

type Given = Partial<{ purpose: SendFacts["purpose"]; number: string; address: string | null }>;

export const factsOf = ({ purpose = "signup", number = "+447700900123", address = null }: Given = {}) =>
  sendFacts({ ...whom[purpose], number }, address, sms);

export const uuid = (id: string): SQL => sql`${id}::uuid`;

/** A row of the ledger as a message that was accepted leaves it; the id of its challenge. */
export async function sent(facts: SendFacts, challenge: string = randomUUID()): Promise<string> {
  await db().execute(reserveSend(facts, uuid(challenge), sql`true`));
  await db().execute(settleSend(uuid(challenge), sql`${facts.provider}`, "accepted"));
  return challenge;
}
