import type { NextConfig } from "next";

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
