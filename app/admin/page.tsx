import type { Metadata } from "next";
import { AdminNav, adminPages } from "@/components/admin/admin-nav";
import { PageHeading } from "@/components/ui/page-heading";
import { requireSession } from "@/lib/auth/session";

export const metadata: Metadata = { title: "Administration" };

/** What there is to see and to do for those who run this service. */
export default async function AdminPage() {
  await requireSession("/admin");
  return (
    <div className="column-admin">
      <AdminNav />
      <PageHeading
        title="Administration"
        lead="For those who run this service. What is looked at and done here is written down, with your name."
      />
      <ul className="ledger">
        {adminPages.map(({ name, label, href, note }) => (
          <li key={name}>
            <h2 className="ledger-title">
              <a href={href}>{label}</a>
            </h2>
            <p className="ledger-note">{note}</p>
          </li>
        ))}
      </ul>
    </div>
  );
}
