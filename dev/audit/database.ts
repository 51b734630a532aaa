import { drizzle } from "drizzle-orm/postgres-js";
import postgres from "postgres";
import { databaseAddress } from "../../db/address";

const client = (address: string) => {
  const { url, ssl } = databaseAddress(address);
  return postgres(url, {
    ssl,
    max: 1,
    prepare: false,
    connect_timeout: 15,
    fetch_types: false,
    onnotice() {},
  });
};

type Database = ReturnType<typeof drizzle>;
export type Transaction = Parameters<Parameters<Database["transaction"]>[0]>[0];

/** One transaction on the database of DATABASE_URL; reading alone it sees everything as of one moment. */
export async function inDatabase<T>(
  access: "read only" | "read write",
  work: (transaction: Transaction) => Promise<T>,
): Promise<T> {
  const address = process.env.DATABASE_URL;
  if (!address || !URL.canParse(address))
    throw new Error("DATABASE_URL is not set: give the address of the PostgreSQL that has the audit.");
  const sql = client(address);
  try {
    return await drizzle(sql).transaction(work, { isolationLevel: "repeatable read", accessMode: access });
  } finally {
    await sql.end({ timeout: 5 });
  }
}
