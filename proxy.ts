import { type NextRequest, NextResponse } from "next/server";
import { isDevelopment } from "@/lib/env";

/**
 * Sets the content security policy with a nonce that is new for every response, and nothing else: no page
 * relies on this file for who may see it. Next reads the nonce from the request's policy header, so whatever a
 * client sent under that name is overwritten.
 */
function contentSecurityPolicy(nonce: string): string {
  const evaluation = isDevelopment ? " 'unsafe-eval'" : "";
  const inlineStyle = isDevelopment ? " 'unsafe-inline'" : ` 'nonce-${nonce}'`;
  return [
    "default-src 'none'",
    `script-src 'nonce-${nonce}' 'strict-dynamic'${evaluation}`,
    `style-src 'self'${inlineStyle}`,
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "manifest-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "object-src 'none'",
    "frame-ancestors 'none'",
  ].join("; ");
}

export function proxy(request: NextRequest): NextResponse {
  const nonce = crypto.randomUUID().replaceAll("-", "");
  const policy = contentSecurityPolicy(nonce);
  const headers = new Headers(request.headers);
  headers.delete("x-nonce");
  headers.set("content-security-policy", policy);
  const response = NextResponse.next({ request: { headers } });
  response.headers.set("content-security-policy", policy);
  return response;
}

export const config = { matcher: "/((?!_next/static|favicon.ico|icon.svg|apple-icon.png).*)" };
