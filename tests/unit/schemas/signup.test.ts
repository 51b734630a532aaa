import { describe, expect, test } from "vitest";
import { fieldErrors } from "@/lib/forms/state";
import { signupInput } from "@/lib/schemas/signup";
import { cpuMilliseconds } from "../cpu-time";

const filled = {
  username: "ada.lovelace",
  email: "countess@example.org",
  password: "notes on the engine",
  country: "GB",
  phone: "07400 123456",
};

type Field = keyof typeof filled;
const fields = ["username", "email", "password", "country", "phone"] as const;

const read = (changes: Readonly<Partial<Record<Field, unknown>>> = {}) =>
  signupInput.safeParse({ ...filled, ...changes });

/** Which fields are complained about. */
function refused(changes: Readonly<Partial<Record<Field, unknown>>>): string[] {
  const { error } = read(changes);
  return error ? Object.keys(fieldErrors(error)) : [];
}

test("A form that is filled in well is taken as it is", () => {
  expect(read()).toMatchObject({ success: true, data: filled });
});

test.each(fields)("Without %s there is a message at that field alone", (field) => {
  const { [field]: _, ...rest } = filled;
  const { error } = signupInput.safeParse(rest);
  expect(error && Object.keys(fieldErrors(error))).toEqual([field]);
  expect(refused({ [field]: "" })).toEqual([field]);
});

test.each(
  fields.flatMap((field) =>
    [["x"], { x: 1 }, 7, null, true].map((value) => [field, JSON.stringify(value), value] as const),
  ),
)("%s is text, not %s", (field, _, value) => {
  expect(refused({ [field]: value })).toEqual([field]);
});

test.each(
  (["username", "email", "phone"] as const).flatMap((field) =>
    ["\0", "\n", "\r", "\t", "\x1b[31m", "\x7f", "\u0085", "\u2028", "\ud800"].map(
      (character) => [field, character] as const,
    ),
  ),
)("%s holds no %j, not at its end either", (field, character) => {
  expect(refused({ [field]: filled[field] + character })).toEqual([field]);
});

test.each(fields)("A megabyte in %s is refused at once", (field) => {
  for (const one of ["a", "@", ".", "é", "1", " ", "\ufdfa"]) {
    const long = one.repeat(1_000_000);
    expect(cpuMilliseconds(() => expect(refused({ [field]: long })).toEqual([field]))).toBeLessThan(200);
  }
});

test.each(["username", "email", "password", "phone"] as const)(
  "The length of %s is judged before anything else looks at it",
  (field) => {
    const { error } = read({ [field]: "\0".repeat(2_000) });
    expect(error?.issues).toMatchObject([{ path: [field], message: "That is too long." }]);
  },
);

test("Fields that nobody asked for are dropped", () => {
  const { data } = signupInput.safeParse({
    ...filled,
    id: "1",
    role: "admin",
    phoneVerifiedAt: "now",
    aal: 2,
  });
  expect(data).toEqual(filled);
});

test("A key that reaches for the prototype changes nothing", () => {
  const form: unknown = JSON.parse(`{"__proto__":{"admin":true},${JSON.stringify(filled).slice(1)}`);
  expect(signupInput.parse(form)).toEqual(filled);
  expect(Object.hasOwn(Object.prototype, "admin")).toBe(false);
});

describe("User name", () => {
  test.each([
    ["ａｄａ", "ada"],
    [" Ada ", "Ada"],
  ])("%j is kept as %j", (username, kept) => {
    expect(read({ username }).data?.username).toBe(kept);
  });

  test.each([
    ["ad", "Use 3 to 32 characters."],
    ["a".repeat(33), "Use 3 to 32 characters."],
    ["аda", "Use the letters a to z, digits, full stops, hyphens and underscores."],
    ["a..b", "Begin and end with a letter or digit, and use one full stop, hyphen or underscore at a time."],
    ["support", "That name is reserved. Choose another."],
  ])("%j: %s", (username, message) => {
    expect(read({ username }).error?.issues).toMatchObject([{ path: ["username"], message }]);
  });
});

describe("E-mail address", () => {
  test("It is kept as typed, without the spaces around it", () => {
    expect(read({ email: " Countess@Example.org " }).data?.email).toBe("Countess@Example.org");
  });

  test.each(["ada", "ada＠example.org", "a@b@example.org", `${"a".repeat(320)}@example.org`])(
    "%j is refused",
    (email) => {
      expect(refused({ email })).toEqual(["email"]);
    },
  );
});

describe("A password does not contain what others can guess", () => {
  test.each([
    ["the user name", "my ada.lovelace engine"],
    ["the user name in capitals", "MY ADA.LOVELACE ENGINE"],
    ["the user name alone", "ada.lovelace"],
    ["the address before its @", "the countess of notes"],
    ["the whole address", "countess@example.org"],
  ])("%s", (_, password) => {
    expect(read({ password }).error?.issues).toMatchObject([
      { path: ["password"], message: "Leave your user name and e-mail address out of the password." },
    ]);
  });

  test("Names of up to three letters are in too many words to count", () => {
    const changes = { username: "eng", email: "not@example.org" };
    expect(refused(changes)).toEqual([]);
  });

  test("A name typed with an accent apart is found in a password typed with it", () => {
    expect(refused({ username: "ａｄａｌ", password: "adal adal adal" })).toEqual(["password"]);
  });
});

describe("Country and number", () => {
  test.each(["gb", "GBR", "G", "44", "+44", "G1", " GB", "ÄÖ"])("%j is no country", (country) => {
    expect(refused({ country })).toEqual(["country"]);
  });

  test("The number stays as typed: only the server knows all plans", () => {
    expect(read({ phone: "０７４００ 123-456" }).data?.phone).toBe("０７４００ 123-456");
    expect(refused({ phone: "1".repeat(41) })).toEqual(["phone"]);
  });
});

test("All that is wrong is told at once", () => {
  const nothing = { username: "-", email: "-", password: "-", country: "-", phone: "" };
  expect(refused(nothing).toSorted()).toEqual([...fields].toSorted());
});
