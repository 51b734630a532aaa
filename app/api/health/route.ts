import { sql } from "drizzle-orm";
import { connection } from "next/server";
import { db } from "@/db/client";

/** 200 when this instance answers and its database does, 503 otherwise. Says nothing else. */
export async function GET(): Promise<Response> {
  await connection();
  const headers = { "cache-control": "no-store" };
  try {
    await db().execute(sql`select 1`);
    return Response.json({ status: "ok" }, { headers });
  } catch {
    return Response.json({ status: "unavailable" }, { status: 503, headers });
  }
}
