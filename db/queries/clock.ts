import "server-only";

import { type SQL, sql } from "drizzle-orm";

/** So many seconds before now, by the database's clock. */
export const ago = (seconds: number): SQL => sql`now() - ${seconds}::int * interval '1 second'`;
