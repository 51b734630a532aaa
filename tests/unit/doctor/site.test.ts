import { createServer, type OutgoingHttpHeaders } from "node:http";
import { describe, expect, onTestFinished, test } from "vitest";
import { clockChecks } from "@/lib/doctor/clocks";
import { askDeployment } from "@/lib/doctor/deployment";
import { secretsFingerprint } from "@/lib/doctor/fingerprint";
import { readSettings } from "@/lib/doctor/settings";
import { siteChecks } from "@/lib/doctor/site";
import type { Things } from "@/lib/doctor/things";
import { listen } from "../../../dev/simulator/http/listen";
import { vonage } from "../configuration";
import { lookWith } from "./looks";

const settings = readSettings(vonage);
const site = new URL("https://login.example.org");
const [secret = ""] = settings.authSecrets;

const deployment: Things["deployment"] = {
  address: "198.51.100.7",
  header: "x-real-ip",
  origin: site.origin,
  development: false,
  database: "one",
  overdueJobs: [],
  secrets: secretsFingerprint(secret, settings.peppers),
  forgeable: false,
  clock: 0,
  aheadMs: 0,
};

const told = (title: string, lines: readonly string[]) =>
  lines.filter((line) => line.startsWith(`${title}: `));

/** Pages and handlers cannot be reached: what the deployment has said of itself counts alone. */
const look = (changes: Partial<Things["deployment"]>) =>
  lookWith([...siteChecks, ...clockChecks], {
    deployment: { ...deployment, ...changes },
    settings,
    site: new URL("http://127.0.0.1:1"),
  });

describe("What a deployment says of itself", () => {
  test.each<[string, Partial<Things["deployment"]>, string, RegExp]>([
    ["the same secrets", {}, "Settings", /right: it has the same secrets/],
    ["other secrets", { secrets: "other" }, "Settings", /warning: it has another AUTH_SECRET/],
    [
      "another address",
      { origin: "https://elsewhere.example" },
      "Settings",
      /warning: it takes itself for https:\/\/elsewhere/,
    ],
    ["jobs in time", {}, "Jobs", /right: /],
    [
      "jobs that nobody calls",
      { overdueJobs: ["sweep", "seal"] },
      "Jobs",
      /warning: .* not called sweep and seal within a day/,
    ],
    ["an address from its proxy", {}, "Visitors' addresses", /right: x-real-ip comes from the proxy/],
    ["no address", { address: null }, "Visitors' addresses", /warning: x-real-ip does not come/],
    [
      "a clock that is right",
      { aheadMs: -900 },
      "Deployment",
      /right: the deployment's is less than a second behind/,
    ],
    [
      "a clock that is off",
      { aheadMs: 45_000 },
      "Deployment",
      /warning: the deployment's is 45 seconds ahead/,
    ],
    [
      "a clock that is far off",
      { aheadMs: -400_000 },
      "Deployment",
      /wrong: the deployment's is 400 seconds behind/,
    ],
  ])("%s", async (_, changes, title, expected) => {
    expect(told(title, await look(changes))).toEqual([expect.stringMatching(expected)]);
  });

  test("where there are visitors, an address that they choose is wrong, and no address to be looked at", async () => {
    const addresses = siteChecks.slice(-1);
    const found = (changes: Partial<Things["deployment"]>) =>
      lookWith(addresses, { deployment: { ...deployment, ...changes }, site });
    expect(await found({ forgeable: true })).toEqual([
      expect.stringMatching(/: wrong: x-real-ip is believed/),
    ]);
    expect(await found({ header: null, address: null })).toEqual([
      expect.stringMatching(/: warning: CLIENT_ADDRESS_HEADER/),
    ]);
  });
});

const good = {
  "content-security-policy": "script-src 'nonce-0123456789abcdef0123' 'strict-dynamic'",
  "cache-control": "private, no-store",
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
} as const;

async function serve(headers: OutgoingHttpHeaders, status = 200): Promise<URL> {
  const server = createServer((_request, response) => response.writeHead(status, headers).end("{}"));
  onTestFinished(() => {
    server.close();
  });
  return new URL(await listen(server, 0, "127.0.0.1"));
}

describe("What its pages come with", () => {
  const { "content-security-policy": _policy, ...bare } = good;
  test.each<[string, OutgoingHttpHeaders, RegExp]>([
    ["all of it", good, /right: /],
    ["no policy", bare, /wrong: \/login comes without content-security-policy with a nonce/],
    [
      "a page that is kept",
      { ...good, "cache-control": "public, max-age=60" },
      /wrong: .* cache-control: no-store/,
    ],
    [
      "a cookie that scripts read",
      { ...good, "set-cookie": "a=1; Path=/; SameSite=Lax" },
      /wrong: \/login sets a cookie/,
    ],
    [
      "the development server",
      { ...good, "content-security-policy": `${good["content-security-policy"]} 'unsafe-eval'` },
      /note: this is the development server/,
    ],
  ])("%s", async (_, headers, expected) => {
    const found = told("Pages", await lookWith(siteChecks, { site: await serve(headers) }));
    expect(found.at(-1)).toMatch(expected);
  });

  test.each([
    [503, /wrong: it answers, but its database does not/],
    [404, /wrong: \/api\/health answers with 404/],
  ])("a health of %i is told with what it means", async (status, expected) => {
    const found = await lookWith(siteChecks, { site: await serve(good, status) });
    expect(told("Health", found)).toEqual([expect.stringMatching(expected)]);
  });
});

describe("A deployment that is asked", () => {
  test.each([
    ["is older, or has another secret", {}, 404, "the deployment does not answer the doctor (404)"],
    ["says something else", {}, 200, "the deployment does not answer the doctor (200)"],
    [
      "leads elsewhere",
      { location: "https://elsewhere.example" },
      307,
      "the deployment does not answer the doctor (307)",
    ],
  ])("one that %s is not believed", async (_, headers, status, because) => {
    expect(await askDeployment(await serve(headers, status), secret, null)).toEqual({ because });
  });
});
