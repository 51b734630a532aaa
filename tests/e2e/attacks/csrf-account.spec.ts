import { beginLifetime } from "../../../dev/lifetime";
import { startBeside } from "../support/application";
import { newVisitor } from "../support/visitor";
import {
  expectNothingFromElsewhere,
  expectNothingWithout,
  prepare,
  preparePinPage,
  tokenOf,
  type Wanted,
} from "./prepared";
import { expect, test } from "./test";

const action = (page: string, name: string) => `app/account/${page}/actions.ts ${name}`;
const stateful = true;

/** The forms of everything that a fresh session may change. */
const changes = (username: string, password: string, email: string, phone: string): readonly Wanted[] => [
  {
    ...{ path: "/account/username", button: "Change it", stateful },
    ...{ typed: { username: `${username}x` }, action: action("username", "submitUsername") },
  },
  {
    ...{ path: "/account/email", button: "Send me the link", stateful },
    ...{ typed: { email }, action: action("email", "submitEmail") },
  },
  {
    ...{ path: "/account/password", button: "Change it", stateful },
    ...{
      typed: { current: password, password: `${password} and more` },
      action: action("password", "submitPassword"),
    },
  },
  {
    ...{ path: "/account/phone", button: "Send me a PIN", stateful },
    ...{ typed: { country: "GB", phone }, action: action("phone", "submitNumber") },
  },
  {
    ...{ path: "/account/language", button: "Save", typed: { language: "de" } },
    action: action("language", "submitLanguage"),
  },
  { path: "/account/sessions", button: "End the session", stateful, action: action("sessions", "endOne") },
  {
    path: "/account/sessions",
    button: "End all other sessions",
    stateful,
    action: action("sessions", "endOthers"),
  },
  {
    ...{ path: "/account/delete", button: "Delete my account", stateful },
    ...{ typed: { confirmation: username }, action: action("delete", "submitDeletion") },
  },
];

test("no form that changes an account does anything when it is posted from elsewhere, or with another's token (T-053)", async ({
  people,
  database,
}) => {
  const { person, browser } = await people.signUp();
  const { browser: another } = await people.signUp();
  const newer = await people.newPerson();
  await people.logIn(person);
  const wanted = changes(person.username, person.password, newer.email, newer.national);
  const prepared = await Promise.all(wanted.map((one) => prepare(browser, one)));
  await expectNothingFromElsewhere(prepared, database);
  await expectNothingWithout(prepared, ["", "x", await tokenOf(another, "/account", "Log out")], database);
  for (const { path, form } of prepared.filter((one) => !/password|delete/.test(one.path))) {
    const answer = await browser.copy().post(path, form);
    expect(answer.headers.location, `${path} from our own page`).toMatch(
      /[?]changed=|[?]ended=|\/phone\/pin/,
    );
  }
});

test("no form of a confirmation does anything when it is posted from elsewhere, or with another's token (T-053)", async ({
  people,
  errands,
  simulator,
  database,
}) => {
  const { person: a, browser: proving } = await people.signUp();
  const { person: b, browser: confirming } = await people.signUp();
  const { person: c, browser: stale } = await people.signUp();
  const newer = await people.newPerson();
  await errands.toPhonePin(proving, newer);
  await errands.toConfirmPin(confirming, b, "/account/email");
  await errands.toConfirmPin(await people.logIn(c), c, "/account/email");
  const lookingOn = await people.logInByPhone(a);
  const [newPin, pin] = [await simulator.latestCode(newer.phone), await simulator.latestCode(b.phone)];
  const prepared = [
    ...(await preparePinPage(proving, "/account/phone/pin", {
      ...{ pin: newPin, submit: "Change the number", leave: "Keep the old number" },
    })),
    ...(await preparePinPage(confirming, "/account/confirm/pin", {
      ...{ pin, submit: "Confirm", leave: "Back to your account" },
    })),
    await prepare(stale, {
      ...{ path: "/account/confirm?next=/account/email", button: "Send me a PIN" },
      action: action("confirm", "askStepUpPin"),
    }),
    await prepare(lookingOn, {
      ...{ path: "/account/confirm?next=/account/email", button: "Continue", stateful },
      ...{ typed: { password: a.password }, action: action("confirm", "submitStepUpPassword") },
    }),
  ];
  await expectNothingFromElsewhere(prepared, database);
  const tokens = ["", "x", await tokenOf(stale, "/account", "Log out")];
  await expectNothingWithout(
    prepared.filter(({ visitor }) => visitor !== stale),
    tokens,
    database,
  );
});

test("no form of a reset or of a login by phone does anything when it is posted from elsewhere (T-053)", async ({
  people,
  errands,
  simulator,
  database,
}) => {
  const { person } = await people.signUp();
  const { person: sleeper } = await people.signUp();
  const { person: other } = await people.signUp();
  const half = await errands.toResetPin(person);
  const pin = await simulator.latestCode(person.phone);
  const chosen = await errands.toResetPassword(other);
  const held = await errands.toMore(sleeper);
  const newcomer = await people.newPerson();
  const group = "app/(auth)";
  const prepared = [
    ...(await preparePinPage(half, "/reset/pin", {
      pin,
      submit: "Continue",
      leave: "Keep the old password",
    })),
    await prepare(chosen, {
      ...{
        path: "/reset/password",
        button: "Save it",
        typed: { password: "some other long words" },
        stateful,
      },
      action: `${group}/reset/password/actions.ts submitNewPassword`,
    }),
    await prepare(held, {
      ...{ path: "/login/more", button: "Log in", typed: { password: sleeper.password }, stateful },
      action: `${group}/login/more/actions.ts submitMorePassword`,
    }),
  ];
  const open = [
    await prepare(people.visitor(), {
      ...{ path: "/reset", button: "Mail me a link", typed: { identifier: person.email }, stateful },
      action: `${group}/reset/actions.ts submitReset`,
    }),
    await prepare(people.visitor(), {
      ...{ path: "/login/phone", button: "Send me a PIN", stateful },
      typed: { country: "GB", phone: newcomer.national },
      action: `${group}/login/phone/actions.ts submitNumber`,
    }),
    await prepare(people.visitor(), {
      ...{ path: await errands.resetLink(sleeper), button: "Send me a PIN" },
      action: `${group}/reset/link/actions.ts goOnWithLink`,
    }),
  ];
  await expectNothingFromElsewhere([...prepared, ...open], database);
  await expectNothingWithout(prepared, ["", "x"], database);
});

test("no button behind a link in a message does anything when it is pressed elsewhere (T-053)", async ({
  people,
  errands,
  database,
}) => {
  const { person, browser } = await people.signUp();
  const newer = await people.newPerson();
  const links = {
    "/not-me": await errands.notMeLink(person),
    "/undo-number": await errands.changePhone(browser, person, newer),
    "/confirm-email": await errands.emailLink(browser, newer.email),
  };
  const wanted = [
    ["/not-me", "This was not me", "sayNotMe"],
    ["/undo-number", "Take the number back", "takeNumberBack"],
    ["/confirm-email", "Yes, use this address", "confirmAddress"],
  ] as const;
  const prepared = wanted.map(([page, button, name]) =>
    prepare(people.visitor(), {
      ...{ path: links[page], button, action: `app/(auth)${page}/actions.ts ${name}` },
    }),
  );
  await expectNothingFromElsewhere(await Promise.all(prepared), database);
});

test("where numbers may sign up, their form does nothing when it is posted from elsewhere (T-053)", async ({
  people,
  simulator,
  database,
  subject,
}) => {
  const lifetime = beginLifetime();
  try {
    const { baseUrl } = await startBeside(subject, { SIGNUP_BY_PHONE: "1" }, lifetime);
    const person = await people.newPerson();
    const visitor = newVisitor(baseUrl);
    await people.beginPhoneLogin(person, visitor);
    const pin = await simulator.latestCode(person.phone);
    await visitor.submit("/login/pin", "Log in", { pin });
    const { username, email } = person;
    const form = await prepare(visitor, {
      ...{ path: "/login/more", button: "Create the account", typed: { username, email }, stateful },
      action: "app/(auth)/login/more/actions.ts submitNames",
    });
    await expectNothingFromElsewhere([form], database);
    await expectNothingWithout([form], ["", "x"], database);
  } finally {
    await lifetime.end();
  }
});
