import type { Metadata } from "next";
import { ButtonLink } from "@/components/ui/button";
import { PageHeading } from "@/components/ui/page-heading";

export const metadata: Metadata = { title: "Goodbye", robots: { index: false } };

export default function GoodbyePage() {
  return (
    <div className="column-narrow">
      <PageHeading
        title="Your account is deleted"
        lead="You are logged out everywhere, and every address that we knew of you is told. Thank you for having been here."
      />
      <p>
        <ButtonLink href="/">Go to the first page</ButtonLink>
      </p>
    </div>
  );
}
