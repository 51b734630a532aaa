import { readFileSync } from "node:fs";
import { beginLifetime } from "../../../dev/lifetime";
import { startBeside } from "../support/application";
import { hiddenFields } from "../support/forms";
import { LOGIN_BUTTON } from "../support/people";
import { newVisitor } from "../support/visitor";
import { innards, personalDataIn } from "./secrets";
import { publicFiles, routes } from "./surface";
import { expect, test } from "./test";
import { through, transportsOf } from "./transports";

const pages = routes.filter(({ kind }) => kind === "page").map(({ path }) => path);

test("whatever shows something of a person says that nobody may keep it (T-063)", async ({ people }) => {
  const { person, browser } = await people.signUp();
  let shown = 0;
  for (const path of [...pages, "/api/auth/session"]) {
    const asked = transportsOf(path).map(async (transport) => {
      const answer = await through(browser.copy(), transport);
      if (personalDataIn(answer, person, true).length === 0) return;
      shown += 1;
      const what = `${path} by ${transport.name}`;
      expect(answer.headers["cache-control"], what).toMatch(/private.*no-store|no-store.*private/);
      expect(answer.headers.vary ?? "", what).not.toBe("*");
    });
    await Promise.all(asked);
  }
  expect(shown).toBeGreaterThan(3);
  for (const path of [
    "/account/x.css",
    "/account;.js",
    "/account.css",
    "/account%2fx.css",
    "/account/favicon.ico",
  ]) {
    expect(personalDataIn(await browser.copy().get(path), person, false), path).toEqual([]);
  }
});

test("what may be kept by everybody is the same for everybody, and sets no cookie (T-063)", async ({
  people,
}) => {
  const { person, browser } = await people.signUp();
  for (const path of publicFiles.filter((name) => /\.(js|css)$/.test(name))) {
    const answer = await browser.copy().get(path);
    expect(answer.status, path).toBe(200);
    expect(answer.setCookies, path).toEqual([]);
    expect(answer.headers["x-content-type-options"], path).toBe("nosniff");
    expect(
      personalDataIn(answer, person, true).filter((found) => found !== "Member since"),
      path,
    ).toEqual([]);
  }
});

test("every answer carries the headers that keep a browser from guessing, framing and telling (T-063)", async ({
  people,
}) => {
  const { browser } = await people.signUp();
  for (const path of [...routes.map((route) => route.path), "/nowhere", "/api/auth/nowhere"]) {
    for (const visitor of [browser, people.visitor()]) {
      const { headers } = await visitor.copy().get(path);
      expect(headers, path).toMatchObject({
        "strict-transport-security": expect.stringMatching(/^max-age=\d{8,}; includeSubDomains/),
        "x-content-type-options": "nosniff",
        "x-frame-options": "DENY",
        "referrer-policy": "same-origin",
        "cross-origin-opener-policy": "same-origin",
        "cross-origin-resource-policy": "same-origin",
      });
      expect(headers["x-powered-by"], path).toBeUndefined();
      expect(headers.server, path).toBeUndefined();
      expect(headers["access-control-allow-origin"], path).toBeUndefined();
    }
  }
});

const hidden = [
  ...["/.env", "/.env.local", "/.env.production", "/.git/config", "/.git/HEAD", "/.gitignore", "/.ci/run"],
  ...["/package.json", "/package-lock.json", "/tsconfig.json", "/next.config.ts", "/proxy.ts", "/biome.json"],
  ...["/.next/BUILD_ID", "/.next/server/server-reference-manifest.json", "/.next/required-server-files.json"],
  ...["/.data/secrets.json", "/.data/tests/application.log", "/dev/simulator/server.ts", "/tests/e2e"],
  ...["/_simulator/messages", "/_simulator/calls", "/_simulator/faults", "/db/migrations/0000_core.sql"],
  ...["/server-status", "/debug", "/metrics", "/actuator", "/graphql", "/api", "/api/test", "/api/debug"],
  ...["/_next/server/app/account/page.js", "/_next/static/../server/pages-manifest.json"],
  ...[
    "/_next/static/%2e%2e/%2e%2e/package.json",
    "/_next/static/..%2f..%2fpackage.json",
    "/%2e%2e/package.json",
  ],
  ...["/_next/static/chunks/../../../package.json", "/..%5c..%5cpackage.json", "/public/../package.json"],
  ...["/_next/image?url=%2Ficon.svg&w=64&q=75", "/_next/image?url=http%3A%2F%2F127.0.0.1%2F&w=64&q=75"],
  ...[
    "/_next/development/_devMiddlewareManifest.json",
    "/__nextjs_original-stack-frames",
    "/_next/webpack-hmr",
  ],
  ...["/__nextjs_source-map?filename=proxy.ts", "/_next/mcp", "/__nextjs_restart_dev", "/_vercel/insights/x"],
];

test("nothing that belongs to the project or its tools is served (T-070)", async ({ people }) => {
  const scripts = publicFiles.filter((name) => name.endsWith(".js"));
  expect(publicFiles.filter((name) => name.endsWith(".map"))).toEqual([]);
  for (const path of [...hidden, ...scripts.map((name) => `${name}.map`)]) {
    const answer = await people.visitor().get(path);
    expect([400, 404], `${path}: ${answer.status}`).toContain(answer.status);
    expect(innards(answer), path).toEqual([]);
  }
  for (const name of scripts) {
    const { body } = await people.visitor().get(name);
    expect(body, name).not.toMatch(
      /sourceMappingURL|BEGIN [A-Z ]*PRIVATE KEY|postgres:\/\/|_simulator|AUTH_SECRET=/,
    );
    expect(body.includes(process.cwd()), name).toBe(false);
  }
});

test("when the database fails, nobody is told more than that something failed (T-069)", async ({
  people,
  database,
  subject,
}) => {
  const { person, browser } = await people.signUp();
  const half = await people.beginLogin(person);
  const { username: identifier, password } = person;
  const form = await people.visitor().get("/login");
  const lost = ["sessions", "logins", "throttles", "users"];
  for (const table of lost)
    await database.sql`alter table ${database.sql(table)} rename to ${database.sql(`${table}_lost`)}`;
  try {
    const answers = [
      ...(await Promise.all(pages.map((path) => browser.copy().get(path)))),
      ...(await Promise.all(pages.map((path) => half.copy().get(path, { rsc: "1" })))),
      await browser.copy().get("/api/auth/session"),
      await people
        .visitor()
        .post("/login", [
          ...hiddenFields(form.body, LOGIN_BUTTON),
          ...Object.entries({ identifier, password }),
        ]),
    ];
    expect(answers.filter(({ status }) => status >= 500).length).toBeGreaterThan(3);
    for (const answer of answers) expect(innards(answer)).toEqual([]);
  } finally {
    for (const table of lost)
      await database.sql`alter table ${database.sql(`${table}_lost`)} rename to ${database.sql(table)}`;
  }
  expect((await browser.get("/account")).status).toBe(200);
  const log = readFileSync(subject.logFile, "utf8");
  for (const secret of [person.email, person.phone, password]) expect(log).not.toContain(secret);
});

test("the provider's words stay between the provider and us (T-069)", async ({ people, simulator }) => {
  const { person } = await people.signUp();
  const problem = {
    title: "leaked-title",
    detail: "leaked-detail at /v2/verify",
    type: "https://leaked.example",
  };
  for (const status of [401, 402, 422, 429, 500]) {
    await simulator.fault({
      operation: "start",
      number: person.phone,
      effect: { kind: "answer", status, problem },
    });
    const visitor = people.visitor();
    const { username: identifier, password } = person;
    const answer = await visitor.submit("/login", LOGIN_BUTTON, { identifier, password });
    const page = await visitor.land(answer);
    expect(`${JSON.stringify(page.headers)} ${page.body}`).not.toContain("leaked");
    expect(innards(page)).toEqual([]);
  }
});

test("made-up client addresses give nobody more attempts when no proxy is trusted (T-075)", async ({
  people,
  database,
}) => {
  const { person } = await people.signUp();
  const attempt = async (n: number) => {
    const address = `203.0.113.${n}`;
    const made = { "x-forwarded-for": address, "x-real-ip": address, forwarded: `for=${address}` };
    const others = {
      "x-vercel-forwarded-for": address,
      "cf-connecting-ip": address,
      "true-client-ip": address,
    };
    const typed = { identifier: person.username, password: `wrong wrong ${n}` };
    return people.visitor().submit("/login", LOGIN_BUTTON, typed, { ...made, ...others });
  };
  const answers = [];
  for (let n = 1; n <= 11; n += 1) answers.push(await attempt(n));
  expect(answers.slice(0, 10).filter(({ body }) => body.includes("Too many attempts"))).toEqual([]);
  expect(answers[10]?.body).toContain("Too many attempts");
  const addresses = await database.sql`select distinct address from audit where address like '203.0.113.%'`;
  expect(addresses.length).toBe(0);
});

test("behind a trusted proxy only its header counts, and IPv6 counts by /64 (T-075)", async ({
  people,
  subject,
  database,
}) => {
  const lifetime = beginLifetime();
  try {
    const { person } = await people.signUp();
    const { baseUrl } = await startBeside(subject, { CLIENT_ADDRESS_HEADER: "x-test-address" }, lifetime);
    const attempt = (headers: Record<string, string>) =>
      newVisitor(baseUrl).submit(
        "/login",
        LOGIN_BUTTON,
        { identifier: person.username, password: "wrong" },
        headers,
      );
    for (let n = 1; n <= 10; n += 1) {
      const headers = { "x-test-address": `2001:db8:0:1::${n}`, "x-forwarded-for": `203.0.113.${n}` };
      expect((await attempt(headers)).body).toContain("do not belong together");
    }
    const sameNetwork = await attempt({
      "x-test-address": "2001:DB8:0:1:ffff::1",
      "x-forwarded-for": "203.0.113.99",
    });
    expect(sameNetwork.body).toContain("Too many attempts");
    expect((await attempt({ "x-test-address": "2001:db8:0:2::1" })).body).toContain("do not belong together");
    const rows = await database.sql`
      select distinct audit.address from audit join users on users.id = user_id
      where username = ${person.username} and event = 'login.password' order by 1`;
    expect(rows.map(({ address }) => address)).toEqual(["2001:db8:0:1::/64", "2001:db8:0:2::/64"]);
  } finally {
    await lifetime.end();
  }
});
