import type { Page } from "@playwright/test";
import { hiddenFields } from "../support/forms";
import { LOGIN_BUTTON } from "../support/people";
import { foreignTargets } from "./redirects";
import { closedPages, routes } from "./surface";
import { expect, test } from "./test";

/** The push service of this machine. */
const SIMULATED = /(connect-src 'self') http:\/\/(?:127\.0\.0\.1|localhost):\d+;/;
const pages = routes.filter(({ kind }) => kind === "page").map(({ path }) => path);
const closed = closedPages.map(({ path }) => path);
const directives = (policy: string) =>
  new Map(policy.split("; ").map((line) => [line.split(" ")[0] ?? "", line.split(" ").slice(1)] as const));

test("whoever is logged in already is sent to a path of ours, whatever the address asks for (T-056)", async ({
  people,
}) => {
  const { browser } = await people.signUp();
  for (const target of foreignTargets(browser.baseUrl)) {
    for (const name of ["next", "callbackUrl", "returnTo", "redirect"]) {
      for (const path of ["/login", "/signup"]) {
        const answer = await browser.get(`${path}?${name}=${encodeURIComponent(target)}`);
        expect(answer.status, target).toBe(307);
        const { location = "" } = answer.headers;
        expect(location, target).toMatch(/^\/account$|^\/[^/\\]*$/);
        expect(new URL(location, browser.baseUrl).origin, target).toBe(browser.baseUrl);
      }
    }
  }
});

test("a login remembers no target that is not a path of ours, neither from its address nor from its form (T-056)", async ({
  people,
  simulator,
  database,
}) => {
  const { person } = await people.signUp();
  const { username: identifier, password } = person;
  const targets = foreignTargets(people.visitor().baseUrl);
  for (const target of targets) {
    const { body } = await people.visitor().get(`/login?next=${encodeURIComponent(target)}`);
    const asked = hiddenFields(body, LOGIN_BUTTON).find(([name]) => name === "next");
    expect(asked, target).toBeUndefined();
    expect(body, target).not.toContain(`href="${target}`);
  }
  const last = people.visitor();
  for (const next of targets.slice(0, 8))
    await last.submit("/login", LOGIN_BUTTON, { identifier, password, next });
  const rows = await database.sql`
    select distinct return_to from logins join users on users.id = user_id where username = ${identifier}`;
  expect(rows.map((row) => row.return_to)).toEqual([null]);
  const answer = await last.submit("/login/pin", "Log in", { pin: await simulator.latestCode(person.phone) });
  expect(answer.headers.location).toBe("/account");
});

test("a foreign host in the request turns up in no answer (T-056, T-072)", async ({ people, database }) => {
  const { person, browser } = await people.signUp();
  const half = await people.beginLogin(person);
  const evil = "evil.example";
  const before = await database.fingerprint();
  const hosts = [
    { host: evil },
    { "x-forwarded-host": evil },
    { "x-forwarded-host": evil, "x-forwarded-proto": "https", "x-forwarded-port": "443" },
    { forwarded: `host=${evil}` },
    { "x-original-host": evil, "x-host": evil },
    { host: `${evil}:80`, "x-forwarded-host": `${evil}, localhost` },
  ];
  for (const headers of hosts) {
    for (const path of [...routes.map((route) => route.path), "/account/", "/nowhere"]) {
      const asked = [people.visitor(), half, browser].map(async (visitor) => {
        const answer = await visitor.copy().get(path, headers);
        const told = `${JSON.stringify(answer.headers)} ${answer.body}`;
        expect(told.includes(evil), `${path} with ${JSON.stringify(headers)}`).toBe(false);
        expect(answer.status).toBeLessThan(500);
      });
      await Promise.all(asked);
    }
    const posted = await half
      .copy()
      .submit("/login/pin", "Send a new PIN", {}, { origin: `http://${evil}`, ...headers });
    expect(`${JSON.stringify(posted.headers)} ${posted.body}`).not.toContain(evil);
  }
  expect(await database.fingerprint()).toEqual(before);
});

test("no page can be put into a frame (T-057)", async ({ page, people, context }) => {
  const { browser } = await people.signUp();
  await browser.enter(context);
  for (const path of pages) {
    const { headers } = await browser.copy().get(path);
    expect(headers["x-frame-options"], path).toBe("DENY");
    expect(headers["content-security-policy"], path).toContain("frame-ancestors 'none'");
  }
  const framed = page
    .waitForEvent("requestfinished", ({ url }) => url().endsWith("/account"))
    .catch(() => null);
  await page.setContent(`<iframe src="${browser.baseUrl}/account" title="framed"></iframe>`);
  await framed;
  const frame = page.frames()[1];
  await expect.poll(() => frame?.url()).toBe("chrome-error://chromewebdata/");
  expect(await frame?.content()).not.toContain("Member since");
});

/** The page as the server sent it, with something in it that an attacker has managed to store. */
async function openInjected(page: Page, path: string, injected: string): Promise<string[]> {
  const blocked: string[] = [];
  await page.exposeFunction("noteViolation", (what: string) => blocked.push(what));
  await page.addInitScript(() => {
    document.addEventListener("securitypolicyviolation", ({ effectiveDirective, blockedURI }) => {
      const note = Reflect.get(window, "noteViolation");
      if (typeof note === "function") note(`${effectiveDirective} ${blockedURI}`);
    });
  });
  await page.route(`**${path}`, async (route) => {
    const response = await route.fetch();
    const body = (await response.text())
      .replace(/<head>/, `<head>${injected}`)
      .replace(/<body[^>]*>/, `$&${injected}`);
    await route.fulfill({ response, body });
  });
  await page.goto(path);
  return blocked;
}

test("whatever markup is injected into a page, nothing of it runs (T-058)", async ({ page }) => {
  const injected = [
    "<script>window.ran = 'inline'</script>",
    "<script nonce=''>window.ran = 'empty nonce'</script>",
    "<script nonce='00000000000000000000000000000000'>window.ran = 'guessed nonce'</script>",
    "<script src='data:text/javascript,window.ran=1'></script>",
    "<script src='https://evil.example/x.js'></script>",
    "<img src=x onerror=\"window.ran = 'handler'\">",
    "<svg onload=\"window.ran = 'svg'\"></svg>",
    "<iframe srcdoc=\"<script>parent.ran = 'frame'</script>\"></iframe>",
    "<object data='data:text/html,x'></object>",
    "<base href='https://evil.example/'>",
    "<style>body { background: rgb(1, 2, 3) }</style>",
    "<a id='trap' href=\"javascript:window.ran='link'\">x</a>",
    "<form id='leak' action='https://evil.example/'><button>x</button></form>",
  ].join("");
  const blocked = await openInjected(page, "/login", injected);
  await page
    .locator("#trap")
    .first()
    .evaluate((link) => link instanceof HTMLElement && link.click());
  await page
    .locator("#leak")
    .first()
    .evaluate((form) => form instanceof HTMLFormElement && form.requestSubmit());
  await expect.poll(() => blocked.some((one) => one.startsWith("form-action"))).toBe(true);
  expect(await page.evaluate(() => Reflect.get(window, "ran"))).toBeUndefined();
  expect(page.url()).toMatch(/\/login$/);
  expect(await page.evaluate(() => document.baseURI)).not.toContain("evil.example");
  expect(await page.evaluate(() => getComputedStyle(document.body).backgroundColor)).not.toBe("rgb(1, 2, 3)");
  for (const directive of ["script-src-elem", "script-src-attr", "base-uri", "style-src-elem"]) {
    expect(
      blocked.filter((one) => one.startsWith(directive)),
      directive,
    ).not.toEqual([]);
  }
});

test("the policy allows no inline code, has a new nonce in every answer, and our own pages keep to it (T-058)", async ({
  page,
  people,
  context,
}) => {
  const { browser } = await people.signUp();
  const nonces = new Set<string>();
  for (const path of [...pages, ...pages, "/nowhere"]) {
    const { headers } = await browser.copy().get(path);
    // The pages of a phone may also reach the push service, as it is a simulated one here; no other page may.
    const given = String(headers["content-security-policy"]);
    const policy = /^\/approve(\/|$)/.test(path) ? given.replace(SIMULATED, "$1;") : given;
    expect(policy, path).not.toMatch(/unsafe-inline|unsafe-eval|unsafe-hashes|\*|https?:/);
    expect(directives(policy).get("default-src"), path).toEqual(["'none'"]);
    nonces.add(/'nonce-([\w-]{22,})'/.exec(policy)?.[1] ?? "");
  }
  expect(nonces.size).toBe(2 * pages.length + 1);
  expect(nonces.has("")).toBe(false);
  await browser.enter(context);
  const complaints: string[] = [];
  page.on("console", (message) => {
    if (/Content.Security.Policy|Refused to/i.test(message.text())) complaints.push(message.text());
  });
  // The others lead to one of these.
  for (const path of ["/", ...closed]) await page.goto(path);
  await context.clearCookies();
  for (const path of [...pages.filter((one) => !closed.includes(one)), "/nowhere"]) await page.goto(path);
  expect(complaints).toEqual([]);
});

test("what a request says about nonces and policies is not repeated (T-059)", async ({ people }) => {
  const marks = ['"><script>marked</script>', "marked'; script-src *", "marked"];
  for (const mark of marks) {
    for (const headers of [
      { "x-nonce": mark },
      { "content-security-policy": `script-src 'nonce-${mark}'` },
      { "content-security-policy-report-only": `script-src 'nonce-${mark}'` },
      {
        "x-middleware-request-x-nonce": mark,
        "x-middleware-override-headers": "x-nonce,content-security-policy",
      },
    ]) {
      for (const path of ["/", "/login", "/nowhere"]) {
        const answer = await people.visitor().get(path, headers);
        expect(answer.status).toBeLessThan(500);
        expect(`${JSON.stringify(answer.headers)} ${answer.body}`, JSON.stringify(headers)).not.toContain(
          "marked",
        );
      }
    }
  }
});
