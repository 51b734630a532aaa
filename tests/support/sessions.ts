import { hashSecret, randomSecret } from "@/lib/crypto";
import { testDatabase } from "./database";

type Given = Readonly<{
  amr?: string;
  browser?: string;
  place?: string | null;
  /** Seconds since it began, was used last, and was confirmed last. */
  age?: number;
  idle?: number;
  confirmed?: number;
}>;

/** A session written as a login leaves it. */
export async function newSession(userId: string, given: Given = {}): Promise<{ id: string; sid: string }> {
  const { sql } = await testDatabase();
  const { amr = "pwd sms", browser = "Firefox on Linux", place = null, idle = 0, confirmed = 0 } = given;
  const age = given.age ?? idle;
  const sid = randomSecret();
  const [session] = await sql<{ id: string }[]>`
    insert into sessions (sid_hash, user_id, amr, browser, address, place, created_at, last_seen_at, stepped_up_at)
    values (${hashSecret(sid)}, ${userId}, ${amr}, ${browser}, '192.0.2.1', ${place},
      now() - ${age} * interval '1 second', now() - ${idle} * interval '1 second',
      now() - ${confirmed} * interval '1 second') returning id`;
  return { id: session?.id ?? "", sid };
}
