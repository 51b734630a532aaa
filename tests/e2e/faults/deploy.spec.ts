import { createHash } from "node:crypto";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import { beginLifetime } from "../../../dev/lifetime";
import { onPage } from "../pages";
import { hiddenFields } from "../support/forms";
import { copyBuildWithoutProxy } from "../support/proxyless-build";
import { expect, test } from "./test";

// F-20: a deployment in the middle of a login.

/** next.config.ts has it too: with another salt every page of the build before would be unknown. */
const salt = createHash("sha256").update("countersign: the names of actions").digest("base64");

const manifestOf = (directory: string) =>
  z
    .object({
      encryptionKey: z.string(),
      node: z.record(z.string(), z.object({ filename: z.string(), exportedName: z.string() })),
    })
    .parse(
      JSON.parse(readFileSync(path.join(directory, ".next/server/server-reference-manifest.json"), "utf8")),
    );

/** What pages call the action of the PIN's form. */
function pinAction(): string {
  const actions = Object.entries(manifestOf(".").node);
  const found = actions.find(
    ([, { filename, exportedName }]) =>
      filename === "app/(auth)/login/pin/actions.ts" && exportedName === "submitPin",
  );
  if (!found) throw new Error("The build has no action for a PIN");
  return found[0];
}

/** A build in which that action has another name, as if it had been moved: of what old pages post it knows nothing. */
function copyBuildThatForgot(action: string): string {
  mkdirSync(".data/tests", { recursive: true });
  const directory = mkdtempSync(".data/tests/other-names-");
  for (const name of ["package.json", "next.config.ts"]) cpSync(name, path.join(directory, name));
  cpSync("public", path.join(directory, "public"), { recursive: true });
  cpSync(".next", path.join(directory, ".next"), {
    recursive: true,
    filter: (source) => !/^\.next[\\/](cache|dev|trace|diagnostics)/.test(source),
  });
  const other = `${action.slice(0, -4)}${action.endsWith("0000") ? "1111" : "0000"}`;
  const built = path.join(directory, ".next");
  for (const name of readdirSync(built, { recursive: true, encoding: "utf8" })) {
    if (!/\.(js|json)$/.test(name)) continue;
    const file = path.join(built, name);
    const text = readFileSync(file, "utf8");
    if (text.includes(action)) writeFileSync(file, text.replaceAll(action, other));
  }
  return directory;
}

test("builds on different machines name their actions alike (F-20)", () => {
  expect(manifestOf(".").encryptionKey).toBe(process.env.NEXT_SERVER_ACTIONS_ENCRYPTION_KEY ?? salt);
});

for (const scripted of [true, false]) {
  test.describe(scripted ? "with JavaScript" : "without JavaScript", () => {
    test.use({ javaScriptEnabled: scripted });

    test("a page of the build before goes on at the build after it, with the PIN that was typed (F-20)", async ({
      page,
      people,
      simulator,
      served,
    }) => {
      const lifetime = beginLifetime();
      try {
        await served.serve();
        const { person } = await people.signUp();
        const on = onPage(page);
        await page.goto("/login");
        await on.logIn(person.username, person.password);
        await expect(page.getByRole("heading", { name: "Enter your PIN" })).toBeVisible();
        const pin = await simulator.latestCode(person.phone, 1);
        await served.serve({}, copyBuildWithoutProxy(lifetime));
        await on.enterPin(pin, "Log in", scripted);
        await expect(page).toHaveURL("/account");
      } finally {
        await lifetime.end();
      }
    });
  });
}

test("a page whose form the new build does not know says so, spends no try and goes on after a reload (F-20)", async ({
  page,
  context,
  people,
  simulator,
  database,
  served,
}) => {
  await served.serve();
  const { person } = await people.signUp();
  const on = onPage(page);
  // Names of files tell of what is in them in a real build; here they stay, so nothing may come from a cache.
  await page.route("**/*", (route) => route.continue());
  const plain = await people.beginLogin(person);
  await plain.enter(context);
  await page.goto("/login/pin");
  const pin = await simulator.latestCode(person.phone, 1);
  const old = await plain.get("/login/pin");
  const directory = copyBuildThatForgot(pinAction());
  try {
    await served.serve({}, directory);
    const fields = [...hiddenFields(old.body, "Log in"), ["pin", pin] as const];
    const unscripted = await plain.post("/login/pin", fields);
    expect([unscripted.status, unscripted.body]).toEqual([409, "Server Action unavailable."]);
    await on.enterPin(pin, "Log in", true);
    await expect(page.getByRole("heading", { name: "This page is from before an update" })).toBeVisible();
    const tries = await database.sql`
      select min(tries_left)::int as left from challenges where phone = ${person.phone} and login_id is not null`;
    expect([...tries]).toEqual([{ left: 3 }]);
    await page.getByRole("button", { name: "Load the page anew" }).click();
    // A PIN that is there before the page's script is not sent by it.
    const awake = () =>
      page
        .getByLabel("PIN")
        .evaluate((field) => Object.keys(field).some((key) => key.startsWith("__reactProps")));
    await expect.poll(awake).toBe(true);
    await on.enterPin(pin, "Log in", true);
    await expect(page).toHaveURL("/account");
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
});
