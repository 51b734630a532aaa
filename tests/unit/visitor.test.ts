import { beforeEach, describe, expect, test, vi } from "vitest";
import { addressPrefix, describeBrowser, onPhone } from "@/lib/visitor";
import { serveWith } from "./environment";

const request = vi.hoisted(() => ({ headers: new Headers() }));
vi.mock("next/headers", () => ({ headers: async () => request.headers }));

describe("The network of an address", () => {
  test.each([
    ["192.0.2.1", "192.0.2.1"],
    [" 192.0.2.1 ", "192.0.2.1"],
    ["::ffff:192.0.2.1", "192.0.2.1"],
    ["::FFFF:192.0.2.1", "192.0.2.1"],
    ["0:0:0:0:0:ffff:192.0.2.1", "192.0.2.1"],
    ["::ffff:c000:201", "192.0.2.1"],
    ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"],
    ["2001:db8:1:2::", "2001:db8:1:2::/64"],
    ["2001:db8:1:2::%eth0", "2001:db8:1:2::/64"],
    ["2001:DB8:1:2::6", "2001:db8:1:2::/64"],
    ["2001:0db8:0001:0002::6", "2001:db8:1:2::/64"],
    ["2001:db8::1", "2001:db8:0:0::/64"],
    ["2001:db8:0:0:1::", "2001:db8:0:0::/64"],
    ["fe80::1%eth0", "fe80:0:0:0::/64"],
    ["::1", "0:0:0:0::/64"],
  ])("%j is %s", (address, network) => {
    expect(addressPrefix(address)).toBe(network);
  });

  test("All addresses of a household are one network, those next door another", () => {
    expect(addressPrefix("2001:db8:1:2:aaaa::1")).toBe(addressPrefix("2001:db8:1:2:bbbb:cccc:dddd:eeee"));
    expect(addressPrefix("2001:db8:1:2::1")).not.toBe(addressPrefix("2001:db8:1:3::1"));
    expect(addressPrefix("192.0.2.1")).not.toBe(addressPrefix("192.0.2.2"));
  });

  test.each([
    "",
    " ",
    ",",
    "unknown",
    "_hidden",
    "localhost",
    "192.0.2",
    "192.0.2.256",
    "192.0.2.01",
    "192.0.2.1:443",
    "192.0.2.1/24",
    "[2001:db8::1]",
    "[2001:db8::1]:443",
    "2001:db8::1::2",
    "2001:db8",
    "2001:db8::g",
    "for=192.0.2.1",
    "'; drop table throttles; --",
    "1".repeat(10_000),
    "\0",
  ])("%j is no address", (text) => {
    expect(addressPrefix(text)).toBeNull();
  });

  test("Of a list the last counts: our proxy added it, the rest is what the visitor says", () => {
    expect(addressPrefix("203.0.113.9, 192.0.2.1")).toBe("192.0.2.1");
    expect(addressPrefix("garbage, 192.0.2.1")).toBe("192.0.2.1");
  });
});

describe("Whose address it is", () => {
  const claims = ["x-forwarded-for", "x-real-ip", "forwarded", "x-vercel-forwarded-for", "cf-connecting-ip"];

  async function addressWith(variables: Readonly<Record<string, string>>): Promise<string | null> {
    serveWith(variables);
    const { readVisitor } = await import("@/lib/visitor");
    return (await readVisitor()).address;
  }

  beforeEach(() => {
    request.headers = new Headers(claims.map((name) => [name, "203.0.113.9"]));
  });

  test("Without a trusted proxy no header is believed", async () => {
    expect(await addressWith({})).toBeNull();
  });

  test("Behind a proxy only its own header is believed", async () => {
    request.headers.set("x-real-ip", "192.0.2.1");
    expect(await addressWith({ CLIENT_ADDRESS_HEADER: "x-real-ip" })).toBe("192.0.2.1");
  });

  test("On Vercel only the platform's header is believed", async () => {
    request.headers.set("x-vercel-forwarded-for", "192.0.2.1");
    expect(await addressWith({ VERCEL: "1" })).toBe("192.0.2.1");
  });

  test("A proxy that does not set its header leaves no address", async () => {
    request.headers.delete("x-real-ip");
    expect(await addressWith({ CLIENT_ADDRESS_HEADER: "x-real-ip" })).toBeNull();
  });
});

describe("What else a request tells", () => {
  async function visitorWith(variables: Readonly<Record<string, string>>, headers: Record<string, string>) {
    serveWith(variables);
    request.headers = new Headers(headers);
    const { readVisitor } = await import("@/lib/visitor");
    return readVisitor();
  }

  test.each([
    ["en-GB,en;q=0.9", "en-GB", "GB"],
    ["de", "de", null],
    ["zh-Hant-TW", "zh-Hant-TW", "TW"],
    ["es-419,es", "es", null],
    ["*", "en-US", null],
    ["", "en-US", null],
    ["<script>", "en-US", null],
    ["../../x", "en-US", null],
  ])("The language %j means %s and the country %s", async (language, locale, country) => {
    expect(await visitorWith({}, { "accept-language": language })).toMatchObject({ locale, country });
  });

  const place = { "x-vercel-ip-country": "DE", "x-vercel-ip-city": "K%C3%B6ln", "accept-language": "en-GB" };

  test("On Vercel the place is known, and its country goes before the language's", async () => {
    expect(await visitorWith({ VERCEL: "1" }, place)).toMatchObject({ place: "Köln, DE", country: "DE" });
  });

  test("Elsewhere nobody can invent a place", async () => {
    expect(await visitorWith({}, place)).toMatchObject({ place: null, country: "GB" });
  });

  test.each(["%", "%E0%A4%A"])("A city written as %j is left out", async (city) => {
    const visitor = await visitorWith({ VERCEL: "1" }, { ...place, "x-vercel-ip-city": city });
    expect(visitor.place).toBe("DE");
  });

  test("Without any header there is still an answer", async () => {
    expect(await visitorWith({}, {})).toEqual({
      address: null,
      browser: "Unknown browser",
      place: null,
      country: null,
      locale: "en-US",
      mobile: false,
    });
  });
});

describe("The browser in a few words", () => {
  const gecko = "Mozilla/5.0";
  const webkit = "AppleWebKit/537.36 (KHTML, like Gecko)";

  test.each([
    [`${gecko} (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0`, "Firefox on Windows"],
    [`${gecko} (Windows NT 10.0; Win64; x64) ${webkit} Chrome/140.0 Safari/537.36`, "Chrome on Windows"],
    [
      `${gecko} (Windows NT 10.0; Win64; x64) ${webkit} Chrome/140.0 Safari/537.36 Edg/140.0`,
      "Edge on Windows",
    ],
    [
      `${gecko} (Windows NT 10.0; Win64; x64) ${webkit} Chrome/140.0 Safari/537.36 OPR/120.0`,
      "Opera on Windows",
    ],
    [
      `${gecko} (Macintosh; Intel Mac OS X 10_15_7) ${webkit} Version/18.0 Safari/605.1.15`,
      "Safari on macOS",
    ],
    [
      `${gecko} (iPhone; CPU iPhone OS 18_0 like Mac OS X) ${webkit} Version/18.0 Mobile Safari`,
      "Safari on iPhone",
    ],
    [
      `${gecko} (iPhone; CPU iPhone OS 18_0 like Mac OS X) ${webkit} CriOS/140.0 Mobile Safari`,
      "Chrome on iPhone",
    ],
    [
      `${gecko} (iPhone; CPU iPhone OS 18_0 like Mac OS X) ${webkit} FxiOS/140.0 Mobile Safari`,
      "Firefox on iPhone",
    ],
    [`${gecko} (iPad; CPU OS 16_0 like Mac OS X) ${webkit} Version/16.0 Mobile Safari`, "Safari on iPad"],
    [
      `${gecko} (Linux; Android 15; Pixel 9) ${webkit} Chrome/140.0 Mobile Safari/537.36`,
      "Chrome on Android",
    ],
    [
      `${gecko} (Linux; Android 15; SM-S931B) ${webkit} SamsungBrowser/28.0 Chrome/130.0`,
      "Samsung Internet on Android",
    ],
    [`${gecko} (X11; CrOS x86_64 14541.0.0) ${webkit} Chrome/140.0 Safari/537.36`, "Chrome on ChromeOS"],
    [`${gecko} (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0`, "Firefox on Linux"],
    ["Firefox", "Firefox"],
    ["Dalvik/2.1.0 (Linux; U; Android 15)", "Android"],
    ["curl/8.9.1", "Unknown browser"],
    ["", "Unknown browser"],
    ["constructor", "Unknown browser"],
  ])("%j", (agent, words) => {
    expect(describeBrowser(agent)).toBe(words);
  });

  test("Nothing of what a browser calls itself is repeated", () => {
    const agent = `Firefox <script>alert(1)</script>\r\n\x1b[31m Windows${"x".repeat(100_000)}`;
    expect(describeBrowser(agent)).toBe("Firefox on Windows");
  });
});

describe("Whether the browser is on a phone", () => {
  const iphone = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148";
  const tablet = "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/141 Safari/537.36";
  const android = tablet.replace("Safari", "Mobile Safari");

  test.each([
    [iphone, null, true],
    [android, null, true],
    [tablet, null, false],
    ["Mozilla/5.0 (X11; Linux x86_64)", null, false],
    ["Mozilla/5.0 (X11; Linux x86_64)", "?1", true],
    [android, "?0", false],
  ])("%s with the hint %s: %s", (userAgent, hint, mobile) => {
    expect(onPhone(hint, userAgent)).toBe(mobile);
  });
});
