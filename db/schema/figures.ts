import { bigint, date, numeric, pgTable, primaryKey, text } from "drizzle-orm/pg-core";

/**
 * What happened on a day (UTC), counted: it outlives the rows it was counted from, and names nobody. A day that was
 * counted has a row named `day`. db/queries/figures.ts says what each name counts.
 */
export const figures = pgTable(
  "figures",
  {
    day: date("day", { mode: "string" }).notNull(),
    name: text("name").notNull(),
    /** ISO 3166, or nothing. */
    country: text("country").notNull().default(""),
    /** How a message went, or how somebody logged in; or nothing. */
    channel: text("channel").notNull().default(""),
    /** ISO 4217 of `total`, or nothing. */
    currency: text("currency").notNull().default(""),
    count: bigint("count", { mode: "number" }).notNull(),
    /** Money, where it is about money. */
    total: numeric("total", { precision: 20, scale: 5 }).notNull().default("0"),
  },
  (table) => [primaryKey({ columns: [table.day, table.name, table.country, table.channel, table.currency] })],
);
