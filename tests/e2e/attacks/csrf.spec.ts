import { LOGIN_BUTTON, SIGNUP_BUTTON, signupFields } from "../support/people";
import { foreignHeaders, sendCarried, sendOwn } from "./calls";
import {
  expectNothingFromElsewhere,
  expectNothingWithout,
  prepare,
  preparePinPage,
  tokenOf,
} from "./prepared";
import { routes } from "./surface";
import { expect, test } from "./test";

const loginPin = "app/(auth)/login/pin/actions.ts";

test("no form does anything when it is posted from elsewhere, in whatever encoding (T-053)", async ({
  people,
  simulator,
  database,
}) => {
  const { person, browser: inside } = await people.signUp();
  const half = await people.beginLogin(person);
  const newcomer = await people.newPerson();
  const halfSignedUp = await people.beginSignup(newcomer);
  const [pin, signupPin] = [
    await simulator.latestCode(person.phone),
    await simulator.latestCode(newcomer.phone),
  ];
  const { username: identifier, password } = person;
  const submitPassword = "app/(auth)/login/actions.ts submitPassword";
  const submitSignup = "app/(auth)/signup/actions.ts submitSignup";
  const provePhone = "app/(auth)/signup/pin/actions.ts submitPin";
  const stateful = true;
  const prepared = [
    await prepare(people.visitor(), {
      ...{ path: "/login", button: LOGIN_BUTTON, action: submitPassword, stateful },
      typed: { identifier, password },
    }),
    await prepare(people.visitor(), {
      ...{ path: "/signup", button: SIGNUP_BUTTON, action: submitSignup, stateful },
      typed: signupFields(await people.newPerson()),
    }),
    await prepare(halfSignedUp, {
      ...{ path: "/signup/pin", button: "Create the account", action: provePhone, stateful },
      typed: { pin: signupPin },
    }),
    ...(await preparePinPage(half, "/login/pin", { pin, submit: "Log in", leave: "Cancel this login" })),
    await prepare(inside, { path: "/account", button: "Log out", action: "app/account/actions.ts logout" }),
  ];
  await expectNothingFromElsewhere(prepared, database);
});

test("a post from elsewhere is answered as the sender's fault, not as ours (T-053)", async ({ people }) => {
  const visitor = people.visitor();
  const wanted = {
    path: "/login",
    button: LOGIN_BUTTON,
    action: "app/(auth)/login/actions.ts submitPassword",
  };
  const { form, carriers } = await prepare(visitor, { ...wanted, stateful: true });
  const faults: string[] = [];
  for (const carrier of carriers) {
    for (const [name, headers] of Object.entries(foreignHeaders(visitor.baseUrl))) {
      const { status } = await sendCarried(visitor, "/login", carrier.carry(form), headers);
      if (status >= 500) faults.push(`${carrier.name} with ${name}: ${status}`);
    }
  }
  expect(faults).toEqual([]);
});

test("the same forms work when they are posted from our own pages, plainly and as a call (T-053)", async ({
  people,
  simulator,
}) => {
  const { person } = await people.signUp();
  for (const kind of [0, 3]) {
    const half = await people.beginLogin(person);
    const pin = await simulator.latestCode(person.phone);
    const wanted = { path: "/login/pin", button: "Log in", typed: { pin }, action: `${loginPin} submitPin` };
    const entering = await prepare(half, { ...wanted, stateful: true });
    const form = entering.carriers[kind]?.carry(entering.form) ?? { body: "", headers: {} };
    const entered = await sendOwn(half, "/login/pin", form);
    expect(entered.setCookies.join()).toContain("countersign-session=");
  }
});

test("a form from our own page without the token of this very browser's secret does nothing (T-053)", async ({
  people,
  simulator,
  database,
}) => {
  const { person, browser: inside } = await people.signUp();
  const { person: other, browser: otherInside } = await people.signUp();
  const half = await people.beginLogin(person);
  const otherHalf = await people.beginLogin(other);
  const pin = await simulator.latestCode(person.phone);
  const prepared = [
    ...(await preparePinPage(half, "/login/pin", { pin, submit: "Log in", leave: "Cancel this login" })),
    await prepare(inside, { path: "/account", button: "Log out", action: "app/account/actions.ts logout" }),
  ];
  const foreignTokens = [
    "",
    "x",
    await tokenOf(otherHalf, "/login/pin", "Log in"),
    await tokenOf(otherInside, "/account", "Log out"),
  ];
  await expectNothingWithout(prepared, foreignTokens, database);
});

test("no handler changes anything for a post, from wherever it comes (T-054)", async ({
  people,
  database,
}) => {
  const { browser } = await people.signUp();
  // Operators are told of callbacks that nobody signed.
  const before = await database.fingerprint(["alerts"]);
  for (const { path } of routes.filter((route) => route.path.startsWith("/api/"))) {
    for (const method of ["POST", "PUT", "PATCH", "DELETE"]) {
      for (const [name, headers] of Object.entries(foreignHeaders(browser.baseUrl))) {
        for (const type of ["text/plain", "application/json", "application/x-www-form-urlencoded"]) {
          const how = { method, headers: { ...headers, "content-type": type }, body: '{"data":{"sub":"x"}}' };
          const answer = await browser.copy().send(path, how);
          expect(
            [400, 401, 403, 404, 405, 415],
            `${method} ${path} with ${name}: ${answer.status}`,
          ).toContain(answer.status);
          expect(answer.setCookies, `${method} ${path}`).toEqual([]);
        }
      }
    }
  }
  expect(await database.fingerprint(["alerts"])).toEqual(before);
});
