import type { ReactNode } from "react";
import { Mark } from "./mark";

type SiteHeaderProps = { brand?: string | undefined; account?: ReactNode };

export function SiteHeader({ brand = "Countersign", account }: SiteHeaderProps) {
  return (
    <header className="site-header">
      <a href="/" className="site-name">
        <Mark />
        <span>{brand}</span>
      </a>
      {account ? (
        <nav aria-label="Account" className="site-account">
          {account}
        </nav>
      ) : null}
    </header>
  );
}
