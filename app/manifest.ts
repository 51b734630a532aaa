import type { MetadataRoute } from "next";
import { connection } from "next/server";
import { env } from "@/lib/env";

/** What a phone installs: the page that approves, and nothing else of the application. */
export default async function manifest(): Promise<MetadataRoute.Manifest> {
  // The configuration is read when the application runs, not when it is built.
  await connection();
  const { brand } = env();
  return {
    id: "/approve",
    name: `${brand} approvals`,
    short_name: brand,
    description: "Says yes or no when somebody logs in to your account.",
    start_url: "/approve",
    scope: "/approve",
    display: "standalone",
    background_color: "#f5f2ea",
    theme_color: "#f5f2ea",
    icons: [
      { src: "/icons/icon-192.png", sizes: "192x192", type: "image/png" },
      { src: "/icons/icon-512.png", sizes: "512x512", type: "image/png" },
      { src: "/icons/maskable-512.png", sizes: "512x512", type: "image/png", purpose: "maskable" },
    ],
  };
}
