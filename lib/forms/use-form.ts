"use client";

import {
  type FocusEvent,
  type FormEvent,
  startTransition,
  useActionState,
  useEffect,
  useRef,
  useState,
} from "react";
import { type FormState, untouched } from "./state";
import type { Messages, Validation } from "./validation";

type Action<Field extends string> = (previous: FormState<Field>, form: FormData) => Promise<FormState<Field>>;

type Options<Field extends string> = Readonly<{
  action: Action<Field>;
  /** Imports the form's own validation module; called once, at the first touch. */
  load: (onMessages: (messages: Messages) => void) => Promise<Validation>;
  /** What the page knows before the first answer. */
  initial?: FormState<Field>;
}>;

/** Emptied after an answer, unless only other fields were refused: wrong passwords, wrong PINs. */
const SECRETS = "input[autocomplete$=password], input[autocomplete=one-time-code]";
const INPUTS = "input:not([type=hidden])";

/**
 * One form: `useActionState` owns the server's answer, react-hook-form owns typing. Without JavaScript the same
 * action gets the same fields by a plain post. Submitting by hand keeps React from resetting what was typed.
 */
export function useForm<Field extends string>({ action, load, initial = untouched }: Options<Field>) {
  const [state, dispatch, pending] = useActionState(action, initial);
  const [validation, setValidation] = useState<Validation | null>(null);
  const [typing, setTyping] = useState<Messages>({});
  const [edited, setEdited] = useState<{ answer: number; names: readonly string[] }>({
    answer: 0,
    names: [],
  });
  const form = useRef<HTMLFormElement>(null);
  const loading = useRef<Promise<void>>(null);

  useEffect(() => {
    if (state.answer === 0) return;
    for (const input of form.current?.querySelectorAll<HTMLInputElement>(SECRETS) ?? []) {
      if (!state.errors || Object.hasOwn(state.errors, input.name)) input.value = "";
    }
    const faulty = form.current?.querySelector<HTMLElement>("[aria-invalid=true]");
    const inputs = [...(form.current?.querySelectorAll<HTMLInputElement>(INPUTS) ?? [])];
    (faulty ?? inputs.find((input) => input.value === "") ?? inputs[0])?.focus();
  }, [state.answer, state.errors]);

  function touch() {
    loading.current ??= load(setTyping).then(setValidation);
  }

  function input(event: FormEvent<HTMLFormElement>) {
    touch();
    const name = (event.target as HTMLInputElement).name;
    setEdited((was) => {
      if (was.answer !== state.answer) return { answer: state.answer, names: [name] };
      return was.names.includes(name) ? was : { ...was, names: [...was.names, name] };
    });
  }

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const fields = event.currentTarget;
    if (pending) return;
    if (validation && !(await validation.trigger(undefined, { shouldFocus: true }))) return;
    startTransition(() => dispatch(new FormData(fields)));
  }

  function errorOf(name: Field): string | undefined {
    const stale = edited.answer === state.answer && edited.names.includes(name);
    return typing[name] ?? (stale ? undefined : state.errors?.[name]);
  }

  /** Leaving an empty field is no mistake yet, and a message then would move the link under the pointer. */
  function register(name: Field) {
    const { onBlur, ...rest } = validation?.register(name) ?? {};
    if (!onBlur) return rest;
    return {
      ...rest,
      onBlur: (event: FocusEvent<HTMLInputElement | HTMLSelectElement>) => {
        if (event.target.value !== "") void onBlur(event);
      },
    };
  }

  return {
    pending,
    message: state.message,
    answer: state.answer,
    formProps: {
      ref: form,
      action: dispatch,
      noValidate: true,
      onFocus: touch,
      onInput: input,
      onSubmit: submit,
    },
    /** Props of the field of that name: its error, what was typed before, and react-hook-form's handlers. */
    field: (name: Field) => ({
      name,
      error: errorOf(name),
      defaultValue: state.values?.[name],
      ...register(name),
    }),
  };
}
