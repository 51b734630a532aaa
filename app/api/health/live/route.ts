import { connection } from "next/server";

/** 200 when this instance answers. Asks nobody else: an instance is no better for being started anew when they are away. */
export async function GET(): Promise<Response> {
  await connection();
  return Response.json({ status: "ok" }, { headers: { "cache-control": "no-store" } });
}
