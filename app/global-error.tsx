"use client";

import { Failure } from "@/components/site/failure";
import { SiteHeader } from "@/components/site/header";
import "./globals.css";

/** Stands in for the whole document when the root layout itself fails, so it brings its own. */
export default function GlobalError({ error, retry }: { error: unknown; retry: () => void }) {
  return (
    <html lang="en">
      <body>
        <title>Something went wrong · Countersign</title>
        <SiteHeader />
        <main className="site-main">
          <Failure error={error} retry={retry} />
        </main>
      </body>
    </html>
  );
}
