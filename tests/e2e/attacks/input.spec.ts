import { hiddenFields } from "../support/forms";
import { LOGIN_BUTTON, SIGNUP_BUTTON, signupFields } from "../support/people";
import { ownPost } from "../support/visitor";
import { actions } from "./surface";
import { expect, test } from "./test";
import { oddities, pollution, privileges, submit } from "./unwanted";

test("fields that no form of ours has change nothing of an account or a login (T-061, T-073)", async ({
  people,
  simulator,
  database,
}) => {
  const person = await people.newPerson();
  const visitor = people.visitor();
  const more = [...privileges, ...pollution];
  await submit(visitor, "/signup", SIGNUP_BUTTON, signupFields(person), more);
  expect((await visitor.get("/account")).headers.location).toBe("/login?next=%2Faccount");
  const pin = await simulator.latestCode(person.phone);
  const wrong = await simulator.wrongCode(person.phone);
  await submit(visitor, "/signup/pin", "Create the account", { pin: wrong }, more);
  expect((await visitor.get("/account")).headers.location).toBe("/login?next=%2Faccount");
  const [challenge] =
    await database.sql`select tries_left, state from challenges where phone = ${person.phone}`;
  expect(challenge).toEqual({ tries_left: 2, state: "sent" });
  await submit(visitor, "/signup/pin", "Create the account", { pin }, more);
  expect((await visitor.get("/account")).status).toBe(200);

  const [user] = await database.sql`
    select users.id, factor_failures, disabled_at, users.created_at > now() - interval '1 hour' as fresh,
      phones.confirmed_at > now() - interval '1 hour' as proved, phones.number
    from users join phones on user_id = users.id where username = ${person.username}`;
  expect(user).toMatchObject({
    factor_failures: 0,
    disabled_at: null,
    fresh: true,
    proved: true,
    number: person.phone,
  });
  expect(user?.id).not.toBe("00000000-0000-4000-8000-000000000000");

  const login = people.visitor();
  const { username: identifier, password } = person;
  await submit(login, "/login", LOGIN_BUTTON, { identifier, password }, more);
  await submit(login, "/login/pin", "Log in", { pin: await simulator.wrongCode(person.phone) }, more);
  expect((await login.get("/account")).headers.location).toBe("/login?next=%2Faccount");
  const [row] = await database.sql`
    select logins.state, amr from logins join users on users.id = user_id
    where username = ${person.username} order by logins.created_at desc`;
  expect(row).toEqual({ state: "challenged", amr: "pwd" });
});

test("a field that is given twice counts as not given (T-073)", async ({ people, simulator, database }) => {
  const { person } = await people.signUp();
  const half = await people.beginLogin(person);
  const pin = await simulator.latestCode(person.phone);
  const before = await database.fingerprint();
  const { username: identifier, password } = person;
  const twice = await submit(people.visitor(), "/login", LOGIN_BUTTON, { identifier, password }, [
    ["password", "x"],
  ]);
  const named = await submit(people.visitor(), "/login", LOGIN_BUTTON, { identifier, password }, [
    ["identifier", "x"],
  ]);
  const guesses = await submit(half, "/login/pin", "Log in", { pin }, [["pin", "000000"]]);
  for (const answer of [twice, named, guesses]) {
    expect(answer.status).toBe(200);
    expect(answer.setCookies).toEqual([]);
  }
  expect(await database.fingerprint()).toEqual(before);
});

/** Lone surrogates cannot be written in UTF-8, but in the JSON of a call they can. */
const inCalls = ['"\\ud800"', '"\\udfff\\u0000"', '"a\\u0000"', '"\\u0007"'];

test("no character in any field makes the server fail (T-066)", async ({ people }) => {
  const { person } = await people.signUp();
  const half = await people.beginLogin(person);
  const newcomer = await people.newPerson();
  const halfSignedUp = await people.beginSignup(await people.newPerson());
  const login = { identifier: `nobody${newcomer.username}`, password: newcomer.password, next: "/account" };
  const forms = [
    [people.visitor(), "/login", LOGIN_BUTTON, login],
    [
      people.visitor(),
      "/signup",
      SIGNUP_BUTTON,
      { ...signupFields(newcomer), next: "/account", formKey: "x" },
    ],
    [half, "/login/pin", "Log in", { pin: "", token: "" }],
    [halfSignedUp, "/signup/pin", "Create the account", { pin: "", token: "" }],
  ] as const;
  const faults: string[] = [];
  for (const [visitor, path, button, typed] of forms) {
    const hidden = hiddenFields((await visitor.get(path)).body, button);
    for (const name of Object.keys(typed)) {
      for (const [index, odd] of oddities.entries()) {
        const kept = [...hidden, ...Object.entries(typed)].filter(
          ([field, value]) => field !== name && value !== "",
        );
        const answer = await visitor.copy().post(path, [...kept, [name, odd]]);
        if (answer.status >= 500) faults.push(`${path} ${name} with oddity ${index}: ${answer.status}`);
      }
    }
  }
  expect(faults).toEqual([]);
});

test("no character in an address, a header or a cookie makes the server fail (T-066)", async ({ people }) => {
  const { browser } = await people.signUp();
  const sound = ["%00", "%0d%0aset-cookie:x=1", "%1b", "%E2%80%AE", "%C2%85"];
  const malformed = ["%ED%A0%80", "%FF", "%C0%80", "%", "%2", "%u0000"];
  const faults: string[] = [];
  const note = (what: string, { status }: { status: number }) => {
    if (status >= 500) faults.push(`${what}: ${status}`);
  };
  for (const odd of [...sound, ...malformed]) {
    const queries = [`/login?next=${odd}`, `/login?next=/${odd}`, `/signup?taken=${odd}&next=${odd}`];
    const others = [`/account?${odd}=${odd}`, `/login/pin?call=${odd}`, `/${odd}`, `/account/${odd}`];
    // A malformed one in the address of a dynamic route is refused by Next itself, with a bare 500.
    const dynamic = sound.includes(odd) ? [`/api/auth/${odd}`] : [];
    for (const path of [...queries, ...others, ...dynamic]) note(path, await people.visitor().get(path));
    for (const name of ["session", "login", "signup", "csrf"]) {
      const cookie = `countersign-${name}=${odd}`;
      for (const path of ["/account", "/login/pin", "/signup/pin", "/signup", "/api/auth/session"])
        note(`${path} with ${cookie}`, await people.visitor().get(path, { cookie }));
    }
  }
  const latin = Buffer.from([0x80, 0xff, 0xed, 0xa0]).toString("latin1");
  for (const name of [
    "user-agent",
    "accept-language",
    "referer",
    "x-forwarded-for",
    "next-router-state-tree",
    "rsc",
  ])
    note(name, await browser.copy().get("/account", { [name]: latin }));
  expect(faults).toEqual([]);
});

test("no character in the arguments of a call makes the server fail (T-066)", async ({
  people,
  database,
}) => {
  const visitor = people.visitor();
  const before = await database.fingerprint(["throttles", "audit"]);
  const faults: string[] = [];
  for (const { id, name, pages } of actions) {
    for (const odd of inCalls) {
      const headers = {
        ...ownPost(visitor.baseUrl),
        "content-type": "text/plain;charset=UTF-8",
        "next-action": id,
      };
      const how = { method: "POST", headers, body: `[{"answer":0,"values":{"username":${odd}}},${odd}]` };
      const { status } = await visitor.copy().send(pages[0] ?? "/", how);
      if (status >= 500) faults.push(`${name} with ${odd}: ${status}`);
    }
  }
  expect(await database.fingerprint(["throttles", "audit"])).toEqual(before);
  expect(faults).toEqual([]);
});
