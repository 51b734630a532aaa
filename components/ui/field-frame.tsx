import type { ReactNode } from "react";

export type FieldText = {
  label: ReactNode;
  hint?: ReactNode;
  error?: string | undefined;
};

/** The attributes that tie a control to its hint and its error; `also` is the caller's own describedby. */
export function described(id: string, { hint, error }: Omit<FieldText, "label">, also?: string) {
  const ids = [also, hint ? `${id}-hint` : undefined, error ? `${id}-error` : undefined].filter(Boolean);
  return {
    "aria-describedby": ids.length > 0 ? ids.join(" ") : undefined,
    "aria-invalid": error ? true : undefined,
  };
}

export function FieldHint({ id, children }: { id: string; children: ReactNode }) {
  return children ? (
    <p id={`${id}-hint`} className="field-hint">
      {children}
    </p>
  ) : null;
}

/** The live region is always there, and takes no room while empty: only then is a new error announced. */
export function FieldError({ id, children }: { id: string; children: string | undefined }) {
  return (
    <div aria-live="polite">
      {children ? (
        <p id={`${id}-error`} className="field-error">
          {children}
        </p>
      ) : null}
    </div>
  );
}

export function FieldFrame({
  id,
  label,
  hint,
  error,
  below,
  children,
}: FieldText & { id: string; below?: ReactNode; children: ReactNode }) {
  return (
    <div className="field">
      <label htmlFor={id} className="field-label">
        {label}
      </label>
      <FieldHint id={id}>{hint}</FieldHint>
      {children}
      <FieldError id={id}>{error}</FieldError>
      {below}
    </div>
  );
}
