import { NavLink } from "@/components/site/nav-link";

type AdminPage = Readonly<{ name: string; label: string; href: string; note: string }>;

/** The pages of the administration in the order of the navigation; /admin lists the same. */
export const adminPages: readonly AdminPage[] = [
  {
    name: "users",
    label: "Users",
    href: "/admin/users",
    note: "Find an account, see how it stands, end its sessions, disable it, or have a new password chosen.",
  },
  {
    name: "jobs",
    label: "Jobs",
    href: "/admin/jobs",
    note: "See whether what runs by the clock has run, and how far the audit is sealed.",
  },
  {
    name: "doctor",
    label: "Doctor",
    href: "/admin/doctor",
    note: "Look at this deployment: settings, provider, database, callbacks, and a PIN to your own phone.",
  },
  {
    name: "figures",
    label: "Figures",
    href: "/admin/figures",
    note: "Logins, conversion, what messages cost and how long they take, budgets, and whether providers answer.",
  },
];

/** `current` is the name of one of these; it is left out on the first page and on those that are reached from one. */
export function AdminNav({ current }: { current?: string }) {
  return (
    <nav aria-label="Administration" className="account-nav">
      {adminPages.map(({ name, label, href }) => (
        <NavLink key={name} href={href} current={name === current}>
          {label}
        </NavLink>
      ))}
    </nav>
  );
}
