import { receiptOf } from "@/lib/approvals/receipts";
import { requireSession } from "@/lib/auth/session";
import { isId } from "@/lib/ids";
import { unlessAway } from "@/lib/outage";

async function answer(id: string): Promise<Response> {
  const session = await requireSession("GET /account/receipts/[id]", "/account/history");
  const receipt = isId(id) ? await receiptOf(session.user.id, id) : null;
  const headers = { "cache-control": "private, no-store" };
  if (!receipt) return new Response(null, { status: 404, headers });
  return new Response(`${JSON.stringify(receipt, null, 2)}\n`, {
    headers: {
      ...headers,
      "content-type": "application/json",
      "content-disposition": `attachment; filename="receipt-${id}.json"`,
    },
  });
}

/** The receipt of one answer of one's own phones. Somebody else's is as little there as one that never was. */
export async function GET(
  _request: Request,
  { params }: { params: Promise<{ id: string }> },
): Promise<Response> {
  const { id } = await params;
  return unlessAway(() => answer(id));
}
