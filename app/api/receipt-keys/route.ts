import { receiptKeys } from "@/lib/approvals/receipts";

/** The keys that receipts are checked with, as a JWK set (RFC 7517). */
export function GET(): Response {
  return Response.json({ keys: receiptKeys() }, { headers: { "cache-control": "public, max-age=300" } });
}
