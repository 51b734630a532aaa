import { connection } from "next/server";
import { pingDatabase } from "@/db/queries/health";

/** 200 when this instance answers and its database does, 503 otherwise. Says nothing else. */
export async function GET(): Promise<Response> {
  await connection();
  const headers = { "cache-control": "no-store" };
  try {
    await pingDatabase();
    return Response.json({ status: "ok" }, { headers });
  } catch {
    return Response.json({ status: "unavailable" }, { status: 503, headers });
  }
}
