type ResetWaysProps = Readonly<{ ways: readonly Readonly<{ page: string; label: string }>[] }>;

/** What else shows that a reset comes from the owner of the account: nothing is sent for any of them. */
export function ResetWays({ ways }: ResetWaysProps) {
  return (
    <>
      {ways.map(({ page, label }) => (
        <p key={page}>
          <a href={page}>{label}</a>
        </p>
      ))}
    </>
  );
}
