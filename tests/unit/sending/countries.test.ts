import { beforeEach, describe, expect, test } from "vitest";
import { serveWith } from "../environment";

/** The countries as a deployment with this ALLOWED_COUNTRIES has them; nothing: all. */
async function countriesOf(allowed = "") {
  serveWith({ ALLOWED_COUNTRIES: allowed });
  return import("@/lib/sending/countries");
}

describe("The countries to choose from", () => {
  test("Each has a name, a calling code and its own place in the list", async () => {
    const open = (await countriesOf()).openCountries();
    expect(open.length).toBeGreaterThan(200);
    expect(new Set(open.map(({ code }) => code)).size).toBe(open.length);
    for (const { code, name, callingCode } of open) {
      expect(name).not.toBe(code);
      expect(callingCode).toMatch(/^[1-9]\d{0,2}$/);
    }
  });

  test("They are in the order of their names", async () => {
    const names = (await countriesOf()).openCountries().map(({ name }) => name);
    expect(names).toEqual(names.toSorted((one, other) => one.localeCompare(other, "en-GB")));
  });

  test("Closed ones are not among them", async () => {
    const { openCountries } = await countriesOf("IE,FR,GB");
    expect(openCountries().map(({ code }) => code)).toEqual(["FR", "IE", "GB"]);
  });

  test.each([
    ["GB", true],
    ["FR", false],
    ["gb", false],
    ["", false],
    ["ZZ", false],
    ["constructor", false],
  ])("Whether %j is open: %s", async (code, open) => {
    expect((await countriesOf("GB,IE")).isOpenCountry(code)).toBe(open);
  });
});

describe("The country that the form begins with", () => {
  test.each([
    ["", "FR", "FR"],
    ["", null, "GB"],
    ["", "ZZ", "GB"],
    ["IE,GB", "FR", "GB"],
    ["IE,FR", "FR", "FR"],
    ["IE,FR", "GB", "FR"],
    ["IE,FR", null, "FR"],
  ])("With %j open and a visitor from %j it is %s", async (allowed, seeming, first) => {
    expect((await countriesOf(allowed)).firstCountry(seeming)).toBe(first);
  });
});

describe("What the form says before anybody types", () => {
  test("Nothing, while all countries are open", async () => {
    expect((await countriesOf()).openCountriesHint()).toBeNull();
  });

  test.each([
    ["IE", "We can text phones in Ireland only."],
    ["IE,GB", "We can text phones in Ireland and the United Kingdom only."],
    [
      "IE,GB,FR,NL,PH",
      "We can text phones in France, Ireland, the Netherlands, the Philippines and the United Kingdom only.",
    ],
    ["IE,GB,FR,NL,PH,DE", "We can text phones in 6 countries; yours has to be on the list."],
  ])("With %j open: %s", async (allowed, hint) => {
    expect((await countriesOf(allowed)).openCountriesHint()).toBe(hint);
  });
});

describe("What somebody reads whose country is closed", () => {
  test.each([
    ["FR", "We do not send PINs to numbers in France."],
    ["US", "We do not send PINs to numbers in the United States."],
    ["NL", "We do not send PINs to numbers in the Netherlands."],
    ["KY", "We do not send PINs to numbers in the Cayman Islands."],
    ["IM", "We do not send PINs to numbers in the Isle of Man."],
    ["DO", "We do not send PINs to numbers in the Dominican Republic."],
    ["GG", "We do not send PINs to numbers in Guernsey."],
    ["ZZ", "We do not send PINs to numbers in this country."],
  ])("%s", async (code, message) => {
    expect((await countriesOf("GB")).closedCountryMessage(code)).toBe(message);
  });
});

describe("Where a message goes", () => {
  beforeEach(() => serveWith({ ALLOWED_COUNTRIES: "GB,EE" }));
  const destination = async (number: string) =>
    (await import("@/lib/sending/destination")).destinationOf(number);

  test.each([
    ["+37251234567", { country: "EE", prefix: "+37251234", open: true }],
    ["+447400123456", { country: "GB", prefix: "+447400123", open: true }],
    ["+358401234567", { country: "FI", prefix: "+358401234", open: false }],
    ["+447781123456", { country: "GG", prefix: "+447781123", open: false }],
    ["+442079460018", { country: "ZZ", prefix: "+442079460", open: false }],
    ["+88161234567", { country: "ZZ", prefix: "+88161234", open: false }],
    ["+447700900123", { country: "ZZ", prefix: "+447700900", open: false }],
  ])("%s, proved or not", async (number, expected) => {
    expect(await destination(number)).toEqual(expected);
  });

  test("Numbers for drama belong to a country where the provider is on this machine", async () => {
    serveWith({ VONAGE_API_HOST: "http://localhost:4010" });
    expect(await destination("+447700900123")).toEqual({ country: "GB", prefix: "+447700900", open: true });
  });
});
