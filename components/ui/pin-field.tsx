"use client";

import type { ChangeEvent } from "react";
import type { InputProps } from "./field";
import { described, FieldFrame } from "./field-frame";

type PinFieldProps = InputProps & {
  digits: number;
  /** What stands in front of the digits where they were sent; say it in the hint too. */
  tag?: string | null | undefined;
  onFull?: (() => void) | undefined;
};

const digitsOf = (text: string) => text.replace(/\D/g, "");

/**
 * Leaves only digits in the input and keeps the caret where the person had it. A code that autofill puts in twice
 * is cut to one. Answers whether the PIN has just become full: a surplus key press on a full one is not that.
 */
function settle(input: HTMLInputElement, digits: number, event: Event): boolean {
  const typed = digitsOf(input.value);
  const pin = typed.slice(0, digits);
  if (pin !== input.value) {
    const before = digitsOf(input.value.slice(0, input.selectionStart ?? undefined)).length;
    input.value = pin;
    input.setSelectionRange(before, before);
  }
  const surplusKey = "data" in event && typeof event.data === "string" && event.data.length === 1;
  return pin.length === digits && !(surplusKey && typed.length > digits);
}

/** One real input; the comb of cells is drawn around it, so paste, autofill and screen readers meet one field. */
export function PinField({
  label,
  hint,
  error,
  name,
  id = name,
  digits,
  tag,
  onFull,
  onChange,
  ...rest
}: PinFieldProps) {
  function change(event: ChangeEvent<HTMLInputElement>) {
    const full = settle(event.currentTarget, digits, event.nativeEvent);
    onChange?.(event);
    if (full) onFull?.();
  }
  return (
    <FieldFrame id={id} label={label} hint={hint} error={error}>
      <div className="pin" data-digits={digits} data-tag={tag ? "" : undefined}>
        {tag ? (
          <span className="pin-tag" aria-hidden="true">
            {`${tag} –`}
          </span>
        ) : null}
        <div className="pin-comb">
          <input
            type="text"
            inputMode="numeric"
            autoComplete="one-time-code"
            pattern={`[0-9]{${digits}}`}
            {...rest}
            {...described(id, { hint, error }, rest["aria-describedby"])}
            id={id}
            name={name}
            onChange={change}
            className="pin-input"
          />
        </div>
      </div>
    </FieldFrame>
  );
}
