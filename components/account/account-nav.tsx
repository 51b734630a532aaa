import { NavLink } from "@/components/site/nav-link";

const pages = {
  overview: { href: "/account", label: "Overview" },
  security: { href: "/account/security", label: "Security" },
  sessions: { href: "/account/sessions", label: "Sessions" },
  history: { href: "/account/history", label: "History" },
} as const;

/** `current` is left out on pages that are reached from one of these. */
export function AccountNav({ current }: { current?: keyof typeof pages }) {
  return (
    <nav aria-label="Your account" className="account-nav">
      {Object.entries(pages).map(([page, { href, label }]) => (
        <NavLink key={page} href={href} current={page === current}>
          {label}
        </NavLink>
      ))}
    </nav>
  );
}
