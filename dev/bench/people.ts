import postgres from "postgres";
import type { Simulator } from "../simulator/server";
import { createVisitor } from "./visitor";

/** Ofcom's numbers for drama, +44 7700 900000 to 900999: the application takes them beside a simulator only. */
const fictional = 1000;
/** Has a number and a name that nobody signed up with. */
export const newcomer = fictional - 1;
/** Passes the application's rules for names, and no two look alike. */
const nameOf = (index: number): string =>
  `bench-${index.toString(2).padStart(10, "0").replace(/0/g, "a").replace(/1/g, "b")}`;
export const password = "seven quiet lanterns under the bridge";

export interface Person {
  identifier: string;
  phone: string;
}

const person = (index: number): Person => ({
  identifier: nameOf(index),
  phone: `+447700900${String(index).padStart(3, "0")}`,
});

/** Everybody but the one who signed up first, in turns: a number gets five messages an hour at most. */
export function* everybody(): Generator<Person, never> {
  for (let turn = 0; ; turn += 1) yield person(1 + (turn % (newcomer - 1)));
}

export function pinFor({ phone }: Person, { control }: Simulator): string {
  const code = control.latestCode(phone);
  if (code === undefined) throw new Error(`No PIN came to ${phone}.`);
  return code;
}

/** Fills in the sign-up form, to where the PIN is asked for. */
export async function beginSignup(origin: string, index: number) {
  const visitor = createVisitor(origin);
  const { identifier, phone } = person(index);
  const typed = { username: identifier, email: `${identifier}@example.org`, password, country: "GB", phone };
  const html = await visitor.submit(await visitor.open("/signup"), typed);
  if (visitor.path() !== "/signup/pin") throw new Error("The sign-up form was refused.");
  return { visitor, html };
}

/**
 * One person signs up as people do; the others are copies of that row with the same password, each with a name
 * and a number of their own.
 */
export async function signUpEverybody(
  origin: string,
  databaseUrl: string,
  simulator: Simulator,
): Promise<void> {
  const { visitor, html } = await beginSignup(origin, 0);
  await visitor.submit(html, { pin: pinFor(person(0), simulator) });
  const sql = postgres(databaseUrl, { max: 1, onnotice: () => {} });
  try {
    const others = Array.from({ length: newcomer - 1 }, (_, index) => person(index + 1));
    const names = others.map(({ identifier }) => identifier);
    const users = await sql`
      insert into users (username, username_key, username_skeleton, email, email_key, password_hash)
      select name, name, name, name || '@example.org', name || '@example.org', password_hash
      from users, unnest(${names}::text[]) as name returning id`;
    if (users.length !== others.length) throw new Error("The sign-up did not make exactly one user.");
    const numbers = others.map(({ phone }) => phone);
    await sql`
      insert into phones (user_id, number) select users.id, number
      from unnest(${names}::text[], ${numbers}::text[]) as other (name, number) join users on username_key = name`;
  } finally {
    await sql.end();
  }
}
