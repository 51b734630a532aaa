import { createHash } from "node:crypto";
import type { NextConfig } from "next";

/**
 * Forms name their action by a hash that this is the salt of. Next makes a new one for each machine that builds; with one
 * for ever a page that was opened before a deployment can be sent after it. It encrypts what actions are bound to as
 * well: ours are bound to nothing (tests/unit/boundaries), so nothing is secret about it.
 */
process.env.NEXT_SERVER_ACTIONS_ENCRYPTION_KEY ??= createHash("sha256")
  .update("countersign: the names of actions")
  .digest("base64");

/** Everything but the content security policy, which needs a nonce and is set in proxy.ts. */
const securityHeaders = [
  { key: "strict-transport-security", value: "max-age=63072000; includeSubDomains" },
  { key: "x-content-type-options", value: "nosniff" },
  { key: "x-frame-options", value: "DENY" },
  // Not no-referrer: under that, browsers send "Origin: null" with our own forms.
  { key: "referrer-policy", value: "same-origin" },
  { key: "cross-origin-opener-policy", value: "same-origin" },
  { key: "cross-origin-resource-policy", value: "same-origin" },
  {
    key: "permissions-policy",
    value:
      "camera=(), geolocation=(), microphone=(), otp-credentials=(self), publickey-credentials-get=(self), publickey-credentials-create=(self)",
  },
];

const config: NextConfig = {
  poweredByHeader: false,
  reactStrictMode: true,
  images: { unoptimized: true },
  serverExternalPackages: ["@node-rs/argon2"],
  experimental: { serverActions: { bodySizeLimit: "64kb" } },
  headers: async () => [
    { source: "/(.*)", headers: securityHeaders },
    {
      source: "/((?!_next/static|favicon.ico|icon.svg|apple-icon.png).*)",
      headers: [{ key: "cache-control", value: "private, no-store" }],
    },
  ],
};

export default config;
