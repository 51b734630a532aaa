import { type Fields, hiddenFields } from "../support/forms";
import { LOGIN_BUTTON, SIGNUP_BUTTON, signupFields } from "../support/people";
import type { Visitor } from "../support/visitor";
import { type Carrier, callCarrier, foreignHeaders, plainCarriers, sendCarried, sendOwn } from "./calls";
import { routes } from "./surface";
import { expect, test } from "./test";

/** One form with everything in it that makes it work: in this browser, on this page. */
type Prepared = Readonly<{ visitor: Visitor; path: string; form: Fields; carriers: readonly Carrier[] }>;

type Wanted = Readonly<{
  path: string;
  button: string;
  typed?: Record<string, string>;
  action: string;
  stateful?: boolean;
}>;

async function prepare(visitor: Visitor, wanted: Wanted): Promise<Prepared> {
  const { path, button, typed = {}, action, stateful = false } = wanted;
  const page = await visitor.get(path);
  const form = [...hiddenFields(page.body, button), ...Object.entries(typed)];
  return { visitor, path, form, carriers: [...plainCarriers, callCarrier(action, stateful)] };
}

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
  const onPinPage = (button: string, name: string, typed = {}) =>
    prepare(half, {
      path: "/login/pin",
      button,
      typed,
      action: `${loginPin} ${name}`,
      stateful: name === "submitPin",
    });
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
    await onPinPage("Log in", "submitPin", { pin }),
    await onPinPage("Send a new PIN", "resendPin"),
    await onPinPage("Call me now", "goOn"),
    await onPinPage("Do not call me", "refuseCall"),
    await onPinPage("Cancel this login", "cancel"),
    await prepare(inside, { path: "/account", button: "Log out", action: "app/account/actions.ts logout" }),
  ];
  const before = await database.fingerprint();
  for (const { visitor, path, form, carriers } of prepared) {
    for (const carrier of carriers) {
      for (const [name, headers] of Object.entries(foreignHeaders(visitor.baseUrl))) {
        const answer = await sendCarried(visitor, path, carrier.carry(form), headers);
        const what = `${path} by ${carrier.name} with ${name}`;
        expect(answer.setCookies, what).toEqual([]);
        expect(answer.headers.location, what).not.toBe("/account");
      }
    }
    expect(await database.fingerprint(), path).toEqual(before);
  }
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
  const tokenOf = async (visitor: Visitor, path: string, button: string) => {
    const { body } = await visitor.get(path);
    return (
      hiddenFields(body, button)
        .find(([name]) => name === "token")?.[1]
        .toString() ?? ""
    );
  };
  const foreignTokens = [
    "",
    "x",
    await tokenOf(otherHalf, "/login/pin", "Log in"),
    await tokenOf(otherInside, "/account", "Log out"),
  ];
  const forms = [
    [half, "/login/pin", "Log in", { pin }],
    [half, "/login/pin", "Send a new PIN", {}],
    [half, "/login/pin", "Call me now", {}],
    [half, "/login/pin", "Do not call me", {}],
    [half, "/login/pin", "Cancel this login", {}],
    [inside, "/account", "Log out", {}],
  ] as const;
  const before = await database.fingerprint();
  for (const [visitor, path, button, typed] of forms) {
    const hidden = hiddenFields((await visitor.get(path)).body, button);
    const rest = [...hidden.filter(([name]) => name !== "token"), ...Object.entries(typed)];
    const own = hidden.find(([name]) => name === "token")?.[1].toString() ?? "";
    for (const tokens of [
      [],
      ...foreignTokens.map((token) => [token]),
      [own, "x"].map((one) => `${one}x`),
      [own.toUpperCase()],
    ]) {
      const answer = await visitor
        .copy()
        .post(path, [...rest, ...tokens.map((token) => ["token", token] as const)]);
      expect(answer.status, `${button} with ${tokens.length} tokens`).toBeLessThan(500);
      expect(answer.setCookies).toEqual([]);
    }
    expect(await database.fingerprint(), button).toEqual(before);
  }
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
