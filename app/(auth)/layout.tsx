import type { ReactNode } from "react";

export default function NarrowLayout({ children }: { children: ReactNode }) {
  return <div className="column-narrow">{children}</div>;
}
