import type { Metadata } from "next";
import { ButtonLink } from "@/components/ui/button";
import { PageHeading } from "@/components/ui/page-heading";

export const metadata: Metadata = { title: "Page not found" };

export default function NotFound() {
  return (
    <div className="column-narrow">
      <PageHeading
        title="There is no page at this address"
        lead={
          <p>It may have been moved, or the address was not copied whole. Nothing of yours has changed.</p>
        }
      />
      <p className="flex flex-wrap gap-3">
        <ButtonLink href="/">Go to the first page</ButtonLink>
        <ButtonLink href="/login" variant="secondary">
          Log in
        </ButtonLink>
      </p>
    </div>
  );
}
