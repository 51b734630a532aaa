/** The way from the page of one factor to all others, and out. */
export function StepUpElsewhere({ other }: Readonly<{ other: string }>) {
  return (
    <>
      <p>
        <a href={other}>Use another way</a>
      </p>
      <p>
        <a href="/account">Back to your account</a>
      </p>
    </>
  );
}
