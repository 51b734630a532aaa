import { getCountries } from "libphonenumber-js/max";
import { expect, test } from "vitest";
import { ConfigurationError, parseEnv } from "@/lib/env";
import { countryCodes } from "@/lib/sending/country-codes";
import { sendPolicy } from "@/lib/sending/policy";
import { required } from "../environment";

const sending = (given: Readonly<Record<string, string>>) => parseEnv({ ...required, ...given }).sending;

function problem(given: Readonly<Record<string, string>>): string {
  try {
    sending(given);
  } catch (error) {
    if (error instanceof ConfigurationError) return error.problems.join("\n");
    throw error;
  }
  return "";
}

test("The codes are those of the countries whose numbers we can read", () => {
  expect(countryCodes).toEqual(getCountries().sort());
});

test("Without configuration every country is open, and the policy's limits hold", () => {
  expect(sending({})).toEqual({ countries: null, limits: sendPolicy.limits, alertUrl: null });
  expect(sending({ ALLOWED_COUNTRIES: "", SEND_LIMITS: "", ALERT_URL: "" })).toEqual(sending({}));
});

test.each([
  ["GB", ["GB"]],
  [" gb , ie,FR,GB ", ["GB", "IE", "FR"]],
  ["EE,", ["EE"]],
])("ALLOWED_COUNTRIES %j opens %j", (value, countries) => {
  expect(sending({ ALLOWED_COUNTRIES: value }).countries).toEqual(countries);
});

test.each(["UK", "GB,XX", "Germany", "GB FR", ",", "44", "001", "constructor"])(
  "ALLOWED_COUNTRIES %j is refused with a cure",
  (value) => {
    expect(problem({ ALLOWED_COUNTRIES: value })).toMatch(/^ALLOWED_COUNTRIES is not usable: ISO 3166 codes/);
  },
);

test("SEND_LIMITS changes the limits it names and leaves the others", () => {
  const { limits } = sending({
    SEND_LIMITS: "signup.prefix.hour=50, login.total.day = 0 ,login.conversion=100",
  });
  expect(limits).toEqual({
    ...sendPolicy.limits,
    "signup.prefix.hour": 50,
    "login.total.day": 0,
    "login.conversion": 100,
  });
});

test.each([
  "signup.prefix=50",
  "signup.prefix.minute=5",
  "signup.prefix.hour",
  "signup.prefix.hour=",
  "signup.prefix.hour=-1",
  "signup.prefix.hour=1.5",
  "signup.prefix.hour=1e3",
  "signup.prefix.hour=many",
  "signup.prefix.hour=1000000000",
  "signup.prefix.hour=5,signup.prefix.hour=6",
  "SIGNUP.PREFIX.HOUR=5",
  "signup.conversion=101",
  "__proto__=1",
  "constructor=1",
])("SEND_LIMITS %j is refused, and every limit there is is named", (value) => {
  const told = problem({ SEND_LIMITS: value });
  expect(told).toMatch(/^SEND_LIMITS is not usable/);
  for (const name of Object.keys(sendPolicy.limits)) expect(told).toContain(name);
});

test.each([
  "https://hooks.example.org/services/T0/B0/x",
  "http://localhost:9000/",
  "http://127.0.0.1:9000/hook",
])("ALERT_URL %j is taken", (value) => {
  expect(sending({ ALERT_URL: value }).alertUrl).toBe(value);
});

test.each([
  "http://hooks.example.org/",
  "hooks.example.org",
  "ftp://example.org/",
  "https://user:word@example.org/",
])("ALERT_URL %j is refused, and not repeated: it may be a secret", (value) => {
  expect(problem({ ALERT_URL: value })).toMatch(/^ALERT_URL is not usable: an https address/);
  expect(problem({ ALERT_URL: value })).not.toContain(value);
});
