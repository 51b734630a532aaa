import { codeOf } from "../support/factors";
import { hiddenFields } from "../support/forms";
import { expect, test } from "./test";

/** Nearly twice what one process hashes and lets wait. */
const crowd = 120;
const noDisk = new URL("../../../dev/testing/no-disk.mjs", import.meta.url).href;

test("a crowd of logins is let in or asked to wait, and what needs no hash goes on (F-32)", async ({
  people,
  factors,
  served,
}) => {
  // Hashing is what is short here, not the database: its statements may take their time on a slow machine.
  await served.serve({ DATABASE_STATEMENT_SECONDS: "60" });
  const { person, secret } = await factors.owner();
  const app = await factors.beginLogin(person, "/login/authenticator");
  // Connections that are open already: two seconds are too few for one that begins in the middle of it.
  await Promise.all(Array.from({ length: 20 }, () => people.visitor().get("/api/health")));
  const page = await people.visitor().get("/login");
  const hidden = hiddenFields(page.body, "Continue");
  const crowded = Array.from({ length: crowd }, (_, index) =>
    people
      .visitor()
      .post("/login", [
        ...hidden,
        ["identifier", `nobody-of-that-name-${index}`],
        ["password", "not the password of anybody"],
      ]),
  );
  const meanwhile = await Promise.all([
    people.visitor().get("/api/health"),
    people.visitor().get("/login"),
    app.submit("/login/authenticator", "Log in", { code: codeOf(secret) }),
  ]);
  expect(meanwhile.slice(0, 2).map(({ status }) => status)).toEqual([200, 200]);
  expect(meanwhile[2].headers.location, "An authenticator app needs no hash").toBe("/account");

  const seen = await Promise.all(crowded);
  const said = (words: string) => seen.filter(({ body }) => body.includes(words));
  const [wrong, busy] = [said("do not belong together"), said("Wait a few seconds and try again")];
  const others = seen.filter((answer) => !wrong.includes(answer) && !busy.includes(answer));
  // On a machine that is busy with other things the limits of the database may strike as well.
  expect(others.filter(({ status }) => status < 500)).toEqual([]);
  expect(others.length, "Nearly all of them are told which").toBeLessThan(crowd / 10);
  expect(busy.length, "The queue has an end").toBeGreaterThan(0);
  expect(wrong.length, "Whoever is in it is served").toBeGreaterThan(0);
});

test("without a disk to write to it serves pages, makes accounts and lets people in", async ({
  people,
  served,
}) => {
  await served.serve({ NODE_OPTIONS: `--import ${noDisk}` });
  const { person, browser } = await people.signUp();
  expect((await browser.get("/account/security")).status).toBe(200);
  expect((await (await people.logIn(person)).get("/account")).status).toBe(200);
});
