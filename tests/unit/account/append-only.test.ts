import { expect, test } from "vitest";
import { readSources } from "../boundaries/source";

const rewriting =
  /\b(update|delete\s+from|truncate(\s+table)?|merge\s+into)\s+(only\s+)?("?public"?\.)?"?audit"?\b/i;

test("No statement of ours changes or removes what the audit says", () => {
  const offenders = readSources().filter(
    ({ path, text }) => /^(app|db|lib)\//.test(path) && rewriting.test(text),
  );
  expect(offenders.map(({ path }) => path)).toEqual([]);
});

test.each([
  "update audit set outcome = 'right'",
  "DELETE FROM public.audit",
  `truncate table "audit"`,
  "delete from only audit",
])("It would be noticed: %s", (statement) => {
  expect(statement).toMatch(rewriting);
});

test("Adding to it, and other tables, are no offence", () => {
  expect("insert into audit (event) select 'x'; delete from auditors").not.toMatch(rewriting);
});
