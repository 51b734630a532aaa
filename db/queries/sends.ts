import "server-only";

import { type SQL, sql } from "drizzle-orm";
import type { Channel, ProviderName } from "./words";

/** Whose budgets a message counts against: see `sendPolicy`. */
type SendPurpose = "login" | "signup" | "phone" | "confirm";

/** What the ledger keeps of a message; number and address as keyed hashes only. */
export type SendFacts = Readonly<{
  purpose: SendPurpose;
  /** Nothing is sent: nobody has this number. It counts as if it were. */
  decoy: boolean;
  provider: ProviderName;
  channel: Channel;
  /** ISO 3166; ZZ for a number that no country has. */
  country: string;
  /** E.164 without its last three digits. */
  prefix: string;
  /** Under each entry of AUTH_SECRET, the one that is written first. */
  numberHashes: readonly string[];
  addressHashes: readonly string[] | null;
  /** A decimal amount, for as long as the provider has told no price, and its ISO 4217 currency. */
  estimatedPrice: string;
  currency: string;
}>;

/** The price that was last paid for such a message, as (price, currency); no row when none is known. */
export const lastPrice = (provider: SQL, channel: SQL, country: SQL): SQL => sql`
  select price, currency from sends where provider = ${provider} and channel = ${channel}
    and country = ${country} and price is not null order by at desc limit 1`;

const newRow = (send: SendFacts, challenge: SQL, address: SQL, result: SQL, onlyIf: SQL): SQL => sql`
  insert into sends (challenge_id, purpose, provider, channel, country, prefix, number_hash, address_hash, result,
    estimated_price, currency)
  select ${challenge}, ${send.purpose}, ${send.provider}, ${send.channel}, ${send.country}, ${send.prefix},
    ${send.numberHashes[0] ?? null}, ${address}, ${result},
    case when ${send.decoy} then 0 else coalesce(known.price, ${send.estimatedPrice}::numeric) end,
    coalesce(known.currency, ${send.currency})
  from (select 1) one left join
    (${lastPrice(sql`${send.provider}`, sql`${send.channel}`, sql`${send.country}`)}) known on true
  where ${onlyIf} on conflict do nothing`;

/** A WITH query: the row of a message that is about to be asked for. `challenge` is the id of its challenge. */
export const reserveSend = (send: SendFacts, challenge: SQL, onlyIf: SQL): SQL =>
  newRow(
    send,
    challenge,
    sql`${send.addressHashes?.[0] ?? null}::text`,
    sql`${send.decoy ? "decoy" : "reserved"}`,
    onlyIf,
  );

/**
 * An INSERT for a further channel, or the other provider, of a message that is in the ledger already; the address is
 * taken from there. Nothing is written where `challenge` is null or where the row is known.
 */
export const addChannelSend = (
  challenge: SQL,
  send: SendFacts,
  result: "reserved" | "accepted" = "reserved",
): SQL =>
  newRow(
    send,
    challenge,
    sql`(select s.address_hash from sends s where s.challenge_id = ${challenge} limit 1)`,
    sql`${result}::text`,
    sql`${challenge} is not null`,
  );

/** An UPDATE: how the provider answered. What a callback has told meanwhile stays. */
export const settleSend = (
  challenge: SQL,
  provider: SQL,
  result: "accepted" | "unknown" | "refused",
): SQL => sql`
  update sends set result = ${result}
  where challenge_id = ${challenge} and provider = ${provider} and result = 'reserved'`;

/** An UPDATE: the PIN that these challenges carried was entered. `challenges` is a query that gives their ids. */
export const usedSends = (challenges: SQL): SQL => sql`
  update sends set used_at = now() where challenge_id in (${challenges}) and used_at is null`;

/**
 * WITH queries `unsent` and `adopted`: `to` carries on the message of `from`. If it had reserved one of its own, that
 * is never sent. `from` and `to` are queries of one id at most; without either nothing happens.
 */
export const adoptSends = (from: SQL, to: SQL): SQL => sql`
  unsent as (
    delete from sends where challenge_id = (${to}) and result = 'reserved' and exists (${from}) returning id
  ), adopted as (
    update sends set challenge_id = (${to}) from (select count(*) from unsent) first
    where sends.challenge_id = (${from}) and (${to}) is not null
  )`;
