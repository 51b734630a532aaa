import type { NextRequest } from "next/server";
import { tellSession } from "@/lib/auth";
import { unlessAway } from "@/lib/outage";

/**
 * NextAuth's endpoints, only the one in use: who is logged in, for code in the browser. Logins and logouts are
 * server actions; its ready-made pages, its callback and its update channel do not exist here.
 */
export async function GET(request: NextRequest): Promise<Response> {
  if (request.nextUrl.pathname !== "/api/auth/session") return new Response(null, { status: 404 });
  return unlessAway(() => tellSession(request));
}

export const HEAD = () => new Response(null, { status: 405, headers: { allow: "GET" } });
