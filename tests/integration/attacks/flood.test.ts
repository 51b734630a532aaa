import { beforeEach, expect, test, vi } from "vitest";
import { submitPassword } from "@/app/(auth)/login/actions";
import { submitSignup } from "@/app/(auth)/signup/actions";
import * as passwords from "@/lib/auth/password";
import { untouched } from "@/lib/forms/state";
import { SHED_HEADER } from "@/lib/overload";
import { testDatabase } from "../../support/database";
import { allRows } from "../../support/notices";
import { newPerson, PASSWORD } from "../../support/people";
import { browseWith, formOf, whatComesOf } from "../../support/requests";

vi.mock("next/headers", async () => (await import("../../support/requests")).nextHeaders);
vi.mock("@/lib/auth/password", { spy: true });

const { reset } = await testDatabase();
beforeEach(reset);

const SHED = { sid: null, headers: { [SHED_HEADER]: "1" } };

test("A login that is put off costs no hash, writes nothing, says so, and keeps the name", async () => {
  const { username } = await newPerson();
  const before = await allRows();
  vi.mocked(passwords.checkStored).mockClear();
  await browseWith(SHED);
  const answer = await whatComesOf(
    submitPassword(untouched, formOf({ identifier: username, password: PASSWORD })),
  );
  expect(answer).toMatchObject({
    message: expect.stringContaining("Wait a few seconds"),
    values: { identifier: username },
  });
  expect(JSON.stringify(answer)).not.toContain(PASSWORD);
  expect(passwords.checkStored).not.toHaveBeenCalled();
  expect(await allRows()).toEqual(before);

  await browseWith({ sid: null });
  expect(
    await whatComesOf(submitPassword(untouched, formOf({ identifier: username, password: PASSWORD }))),
  ).toBe("/login/pin");
});

test("A sign-up that is put off costs no hash, writes nothing, and keeps all but the password", async () => {
  const typed = { username: "ada", email: "ada@example.org", country: "GB", phone: "07700 900123" };
  const before = await allRows();
  vi.mocked(passwords.hashPassword).mockClear();
  await browseWith(SHED);
  const answer = await whatComesOf(submitSignup(untouched, formOf({ ...typed, password: PASSWORD })));
  expect(answer).toMatchObject({ message: expect.stringContaining("Wait a few seconds"), values: typed });
  expect(JSON.stringify(answer)).not.toContain(PASSWORD);
  expect(passwords.hashPassword).not.toHaveBeenCalled();
  expect(await allRows()).toEqual(before);
});
