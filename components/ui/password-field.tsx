"use client";

import { type ReactNode, useEffect, useRef, useState, useSyncExternalStore } from "react";
import type { InputProps } from "./field";
import { described, FieldFrame } from "./field-frame";

const never = () => () => {};

type RevealProps = { shown: boolean; onShown: (shown: boolean) => void; controls: string };

/** A browser may remember what is submitted as plain text, so a submission hides the password first. */
function Reveal({ shown, onShown, controls }: RevealProps) {
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    const form = button.current?.form;
    const hide = () => onShown(false);
    form?.addEventListener("submit", hide);
    return () => form?.removeEventListener("submit", hide);
  }, [onShown]);
  return (
    <button
      ref={button}
      type="button"
      aria-pressed={shown}
      aria-controls={controls}
      className="control-button"
      onClick={() => onShown(!shown)}
    >
      {shown ? "Hide" : "Show"}
      <span className="sr-only"> password</span>
    </button>
  );
}

export function PasswordField({
  label,
  hint,
  error,
  name,
  id = name,
  meter,
  ...rest
}: InputProps & { meter?: ReactNode }) {
  const [shown, setShown] = useState(false);
  const hydrated = useSyncExternalStore(
    never,
    () => true,
    () => false,
  );
  return (
    <FieldFrame id={id} label={label} hint={hint} error={error} below={meter}>
      <span className="control-line">
        <input
          autoCapitalize="none"
          autoCorrect="off"
          spellCheck={false}
          {...rest}
          {...described(id, { hint, error }, rest["aria-describedby"])}
          type={shown ? "text" : "password"}
          id={id}
          name={name}
          className="control control-with-button"
        />
        {hydrated ? <Reveal shown={shown} onShown={setShown} controls={id} /> : null}
      </span>
    </FieldFrame>
  );
}
