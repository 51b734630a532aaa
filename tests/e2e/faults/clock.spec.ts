import { codeOf } from "../support/factors";
import { expectRedirect } from "../support/people";
import { untilTold } from "../told";
import { expect, test } from "./test";

const hook = new URL("../../../dev/testing/shifted-clock.mjs", import.meta.url).href;

/** An instance whose clock is off by so many seconds. Its PINs are our own: Vonage's tokens carry the time of whoever asks. */
const off = (seconds: number) => ({
  NODE_OPTIONS: `--import ${hook}`,
  COUNTERSIGN_CLOCK_SHIFT: String(seconds),
  VERIFY_PROVIDER: "telnyx",
});

const right = { VERIFY_PROVIDER: "telnyx" };

for (const [name, seconds] of [
  ["ten minutes fast", 600],
  ["ten minutes slow", -600],
] as const) {
  test(`an instance that is ${name} lets people in, out and change things as any other does (F-23)`, async ({
    people,
    factors,
    simulator,
    database,
    errands,
    served,
  }) => {
    await served.serve(right);
    const owner = await factors.owner();
    const { person, browser } = await people.signUp();
    const half = await people.beginLogin(person);

    const instance = await served.serve(off(seconds));
    expect((await browser.get("/account")).status, "A session from before").toBe(200);
    await people.finishLogin(person, half);
    const another = people.visitor();
    // It may ask to wait while it is still busy with its start.
    await expect(async () => people.beginLogin(person, another)).toPass();
    await people.finishLogin(person, another);
    expect((await another.get("/account")).status, "A session that it opened itself").toBe(200);
    await untilTold(database, person.phone, "sent");
    const at = [...instance.tail().matchAll(/"at":"([^"]+)"/g)].at(-1)?.[1] ?? "";
    expect(Math.abs(Date.parse(at) - Date.now() - seconds * 1000), "Its own clock").toBeLessThan(60_000);
    const app = await factors.beginLogin(owner.person, "/login/authenticator");
    const byApp = await app.submit("/login/authenticator", "Log in", { code: codeOf(owner.secret) });
    expectRedirect(byApp, "/account");
    await errands.toConfirmPin(another, person, "/account/username");
    await errands.confirm(another, person, "/account/username");
    const username = `${person.username}x`;
    expectRedirect(await another.submit("/account/username", "Change it", { username }), "/account?changed");
    expect((await simulator.mails(person.email)).length).toBeGreaterThan(0);

    await served.serve(right);
    expect((await another.get("/account")).status, "Its session at an instance whose clock is right").toBe(
      200,
    );
  });
}
