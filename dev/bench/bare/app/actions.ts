"use server";

import { randomUUID } from "node:crypto";
import { verify } from "@node-rs/argon2";
import { cookies } from "next/headers";
import { redirect } from "next/navigation";
import { database } from "./database";

const cookie = { httpOnly: true, sameSite: "lax", path: "/" } as const;

export async function submitPassword(form: FormData): Promise<void> {
  const name = String(form.get("identifier"));
  const [person] = await database()`select id from people where name = ${name}`;
  if (!person) throw new Error(`Nobody is called ${name}`);
  const hash = process.env.BARE_HASH;
  if (hash && !(await verify(hash, String(form.get("password"))))) throw new Error("Another password");
  const login = randomUUID();
  await database()`insert into logins (id, person) values (${login}, ${person.id})`;
  (await cookies()).set("bare-login", login, cookie);
  redirect("/pin");
}

export async function submitPin(form: FormData): Promise<void> {
  const store = await cookies();
  const login = store.get("bare-login")?.value ?? "";
  const pin = String(form.get("pin"));
  const [done] =
    await database()`update logins set pin = ${pin} where id = ${login} and pin is null returning id`;
  if (!done) throw new Error("This login is over");
  store.set("bare-session", login, cookie);
  redirect("/account");
}
