/** Digits to be copied by eye; a screen reader says them one by one. */
export function Digits({ digits }: { digits: string }) {
  const middle = digits.length / 2;
  return (
    <p className="approval-digits">
      <span className="sr-only">{`The digits are ${[...digits].join(" ")}`}</span>
      <span aria-hidden="true">{digits.slice(0, middle)}</span>
      <span aria-hidden="true">{digits.slice(middle)}</span>
    </p>
  );
}
