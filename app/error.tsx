"use client";

import { Failure } from "@/components/site/failure";

export default function ErrorPage({ error, retry }: { error: unknown; retry: () => void }) {
  return (
    <>
      <title>Something went wrong · Countersign</title>
      <Failure error={error} retry={retry} />
    </>
  );
}
