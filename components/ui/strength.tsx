type StrengthProps = { level: 0 | 1 | 2 | 3 | 4; text: string };

/** A hint, not a rule: four parts of a line that fill, and a sentence that says what they mean. */
export function Strength({ level, text }: StrengthProps) {
  return (
    <div className="strength" data-level={level}>
      <span aria-hidden="true" className="strength-line">
        <span />
        <span />
        <span />
        <span />
      </span>
      <p aria-live="polite" className="strength-text">
        {text}
      </p>
    </div>
  );
}
