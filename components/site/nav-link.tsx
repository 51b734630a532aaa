import type { ComponentProps } from "react";

type NavLinkProps = ComponentProps<"a"> & { href: string; current?: boolean | undefined };

/** A link of a header or a list of pages; the current page is marked by a rule under it. */
export function NavLink({ current = false, children, ...rest }: NavLinkProps) {
  return (
    <a {...rest} aria-current={current ? "page" : undefined} className="nav-link">
      {children}
    </a>
  );
}
