import "server-only";

import type { SendFacts } from "@/db/queries/sends";
import type { ThrottleEntry } from "@/db/queries/throttles";
import { env } from "../env";
import { throttleKey } from "../throttle";
import type { SendLimit } from "./policy";

const hour = 3_600;
const day = 86_400;

const counter = (name: SendLimit, seconds: number, subject: string): ThrottleEntry => ({
  key: throttleKey(name, subject),
  name,
  limit: env().sending.limits[name],
  seconds,
});

/**
 * The budgets that a message is reserved against, from the narrowest to the one that all share: who is over the first
 * uses up none of the others. A subject that is unknown has no counter.
 */
export function sendEntries(facts: SendFacts, userId: string | null): ThrottleEntry[][] {
  const { purpose } = facts;
  const both = (scope: "number" | "address" | "prefix" | "country" | "total", subject: string | null) =>
    subject === null
      ? []
      : [
          counter(`${purpose}.${scope}.hour`, hour, subject),
          counter(`${purpose}.${scope}.day`, day, subject),
        ];
  const account =
    (purpose !== "login" && purpose !== "confirm") || userId === null
      ? []
      : [counter(`${purpose}.account.hour`, hour, userId), counter(`${purpose}.account.day`, day, userId)];
  return [
    [...both("number", facts.numberHash), ...account, ...both("address", facts.addressHash)],
    both("prefix", facts.prefix),
    both("country", facts.country),
    both("total", ""),
  ];
}
