import { type NextRequest, NextResponse } from "next/server";
import { env, isDevelopment } from "@/lib/env";
import { isOverloaded, SHED_HEADER } from "@/lib/overload";
import { policy as numbers } from "@/lib/policy";

/**
 * Sets the content security policy with a nonce that is new for every response, and puts off logins and sign-ups that
 * the process has no time for. No page relies on this file for who may see it. Next reads the nonce from the request's policy header, so whatever a
 * client sent under that name is overwritten.
 */
function contentSecurityPolicy(nonce: string, path: string): string {
  const evaluation = isDevelopment ? " 'unsafe-eval'" : "";
  const inlineStyle = isDevelopment ? " 'unsafe-inline'" : ` 'nonce-${nonce}'`;
  // Only where a push service is simulated, for the pages that subscribe; browsers speak to their own by themselves.
  const { pushService } = env().approvals;
  const alsoTo = pushService && /^\/approve(\/|$)/.test(path) ? ` ${new URL(pushService).origin}` : "";
  return [
    "default-src 'none'",
    `script-src 'nonce-${nonce}' 'strict-dynamic'${evaluation}`,
    `style-src 'self'${inlineStyle}`,
    "img-src 'self' data:",
    "font-src 'self'",
    `connect-src 'self'${alsoTo}`,
    "worker-src 'self'",
    "manifest-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "object-src 'none'",
    "frame-ancestors 'none'",
  ].join("; ");
}

const LARGEST_POST = 65_536;

/** Answers what Next itself would refuse with a 500. Nothing relies on it: the actions refuse by themselves. */
function refusal({ method, headers }: NextRequest): NextResponse | null {
  if (method === "GET" || method === "HEAD") return null;
  const origin = headers.get("origin");
  if (origin !== null && !env().origins.includes(origin)) return new NextResponse(null, { status: 403 });
  if (Number(headers.get("content-length") ?? 0) > LARGEST_POST)
    return new NextResponse(null, { status: 413 });
  return null;
}

/** What begins something and costs a password hash. Whoever has begun is not put off. */
const beginnings = new Set(["/login", "/signup"]);

/** An action cannot choose the status of its answer: this does, and the action says so in words and keeps what was typed. */
const isPutOff = ({ method, nextUrl }: NextRequest): boolean =>
  method === "POST" && beginnings.has(nextUrl.pathname) && isOverloaded();

export function proxy(request: NextRequest): NextResponse {
  const refused = refusal(request);
  if (refused) return refused;
  const nonce = crypto.randomUUID().replaceAll("-", "");
  const policy = contentSecurityPolicy(nonce, request.nextUrl.pathname);
  const headers = new Headers(request.headers);
  headers.delete("x-nonce");
  headers.set("content-security-policy", policy);
  headers.delete(SHED_HEADER);
  const putOff = isPutOff(request);
  if (putOff) headers.set(SHED_HEADER, "1");
  const response = NextResponse.next({ request: { headers }, ...(putOff && { status: 503 }) });
  if (putOff) response.headers.set("retry-after", String(numbers.load.retryAfterSeconds));
  response.headers.set("content-security-policy", policy);
  return response;
}

/** Callbacks of providers are read as they come: with this file before them Next would wait for the whole body. */
export const config = { matcher: "/((?!_next/static|api/webhooks/|favicon.ico|icon.svg|apple-icon.png).*)" };
