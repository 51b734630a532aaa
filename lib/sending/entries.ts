import "server-only";

import type { SendFacts } from "@/db/queries/sends";
import type { ThrottleEntry } from "@/db/queries/throttles";
import { env } from "../env";
import { throttleKey } from "../throttle";
import type { SendLimit } from "./policy";

const hour = 3_600;
const day = 86_400;

/** `subject`: one text, or what it is under each entry of AUTH_SECRET. Counted under all of them: see lib/throttle.ts. */
function counters(
  name: SendLimit,
  seconds: number,
  subject: string | readonly string[],
): readonly ThrottleEntry[] {
  const limit = env().sending.limits[name];
  return env().authSecrets.map((secret, index) => {
    const named = typeof subject === "string" ? subject : (subject[index] ?? "");
    return { key: throttleKey(secret, name, named), name, limit, seconds };
  });
}

/**
 * The budgets that a message is reserved against, from the narrowest to the one that all share: who is over the first
 * uses up none of the others. A subject that is unknown has no counter.
 */
export function sendEntries(facts: SendFacts, userId: string | null): ThrottleEntry[][] {
  const { purpose } = facts;
  const both = (
    scope: "number" | "address" | "prefix" | "country" | "total",
    subject: string | readonly string[] | null,
  ) =>
    subject === null
      ? []
      : [
          ...counters(`${purpose}.${scope}.hour`, hour, subject),
          ...counters(`${purpose}.${scope}.day`, day, subject),
        ];
  const account =
    (purpose !== "login" && purpose !== "confirm") || userId === null
      ? []
      : [
          ...counters(`${purpose}.account.hour`, hour, userId),
          ...counters(`${purpose}.account.day`, day, userId),
        ];
  return [
    [...both("number", facts.numberHashes), ...account, ...both("address", facts.addressHashes)],
    both("prefix", facts.prefix),
    both("country", facts.country),
    both("total", ""),
  ];
}
