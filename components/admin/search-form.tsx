"use client";

import { type ReactNode, useActionState } from "react";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { TextField } from "@/components/ui/field";
import type { SearchState } from "@/lib/forms/search-state";
import { AccountLines } from "./account-lines";

type SearchFormProps = Readonly<{
  action: (previous: SearchState, form: FormData) => Promise<SearchState>;
  formToken: string;
  /** What is there while nothing was looked for. */
  children: ReactNode;
}>;

function Found({ found = [], more = false }: SearchState) {
  return (
    <section className="stack" aria-labelledby="found">
      <div role="status">
        <h2 id="found">
          {found.length === 0
            ? "Nothing found"
            : `${more ? "More than " : ""}${found.length} found, the newest first`}
        </h2>
      </div>
      {found.length > 0 ? (
        <AccountLines accounts={found} />
      ) : (
        <p>
          No name and no address begins like that, and it is nobody&apos;s number. Numbers have to be whole,
          with their country: +44 7700 900123.
        </p>
      )}
      {more ? <p>Type more of it to see the others.</p> : null}
      <p>
        <a href="/admin/users">Show all accounts</a>
      </p>
    </section>
  );
}

/** Looks for accounts, and shows them in place of the list. */
export function SearchForm({ action, formToken, children }: SearchFormProps) {
  const [state, dispatch, pending] = useActionState(action, { answer: 0 });
  return (
    <div className="stack">
      <search>
        <form action={dispatch} noValidate className="admin-search">
          <input type="hidden" name="token" value={formToken} />
          <TextField
            key={state.answer}
            name="q"
            label="User name, e-mail address or phone number"
            hint="The beginning of a name or an address, or a whole number."
            error={state.errors?.q}
            defaultValue={state.values?.q}
            type="search"
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
            required
          />
          <Button pending={pending} pendingLabel="Looking…">
            Search
          </Button>
        </form>
      </search>
      {state.message ? <Alert tone="error">{state.message}</Alert> : null}
      {state.found ? <Found {...state} /> : children}
    </div>
  );
}
