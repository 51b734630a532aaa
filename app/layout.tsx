import type { Metadata, Viewport } from "next";
import { connection } from "next/server";
import type { ReactNode } from "react";
import { HeaderAccount } from "@/components/account/header-account";
import { SiteFooter } from "@/components/site/footer";
import { SiteHeader } from "@/components/site/header";
import { env } from "@/lib/env";
import "./globals.css";

export const metadata: Metadata = {
  title: { default: "Countersign: your password, then your phone", template: "%s · Countersign" },
  description: "Two-factor sign-in: a user name, a password, and a PIN sent to your own phone.",
  applicationName: "Countersign",
  formatDetection: { telephone: false, email: false, address: false },
};

export const viewport: Viewport = {
  themeColor: [
    { media: "(prefers-color-scheme: light)", color: "#f5f2ea" },
    { media: "(prefers-color-scheme: dark)", color: "#11131b" },
  ],
  colorScheme: "light dark",
};

export default async function RootLayout({ children }: { children: ReactNode }) {
  // A nonce is new for every response, so no page may be rendered ahead of its request.
  await connection();
  return (
    <html lang="en">
      <body>
        <a href="#content" className="skip-link">
          Skip to the content
        </a>
        <SiteHeader brand={env().brand} account={<HeaderAccount />} />
        <main id="content" tabIndex={-1} className="site-main">
          {children}
        </main>
        <SiteFooter />
      </body>
    </html>
  );
}
