import type { NoticeKind } from "@/db/queries/notices";
import { testDatabase } from "./database";
import type { Person } from "./people";

type Given = Readonly<{
  kind?: NoticeKind;
  channel?: "email" | "text";
  recipient?: string;
  details?: Readonly<Record<string, string | null>>;
  /** Seconds since it was written, and until it is due. */
  age?: number;
  due?: number;
  attempts?: number;
}>;

/** A notice as a change writes it; its id. */
export async function newNotice(
  person: Pick<Person, "id" | "email" | "phone" | "username">,
  given: Given = {},
) {
  const { sql } = await testDatabase();
  const { kind = "password-changed", channel = "email", age = 0, due = 0, attempts = 0 } = given;
  const recipient = given.recipient ?? (channel === "email" ? person.email : person.phone);
  const seen = { username: person.username, browser: "Firefox on Linux", place: "Tallinn, EE" };
  const [notice] = await sql<{ id: string }[]>`
    insert into notices (user_id, kind, channel, recipient, details, created_at, due_at, attempts)
    values (${person.id}, ${kind}, ${channel}, ${recipient}, ${sql.json({ ...seen, ...given.details })},
      now() - ${age} * interval '1 second', now() + ${due} * interval '1 second', ${attempts}) returning id`;
  return notice?.id ?? "";
}

/** A change of number as it leaves its rows; its id. */
export async function newPhoneChange({ id, phone }: Person, number: string, age = 60): Promise<string> {
  const { sql } = await testDatabase();
  const [old] = await sql<{ number: string }[]>`select number from phones where user_id = ${id}`;
  await sql`
    update phones set number = ${number}, confirmed_at = now() - ${age} * interval '1 second',
      changed_at = now() - ${age} * interval '1 second', last_used_at = now() where user_id = ${id}`;
  const [change] = await sql<{ id: string }[]>`
    insert into phone_changes (user_id, old_number, new_number, changed_at, undo_until)
    values (${id}, ${old?.number ?? phone}, ${number}, now() - ${age} * interval '1 second',
      now() + interval '72 hours' - ${age} * interval '1 second') returning id`;
  return change?.id ?? "";
}

/** Every row of every table, to see that something changed nothing. */
export async function allRows(): Promise<unknown> {
  const { sql } = await testDatabase();
  const tables = await sql<{ name: string }[]>`
    select tablename as name from pg_tables where schemaname = 'public' order by tablename`;
  return Promise.all(
    tables.map(async ({ name }) => [name, await sql`select * from ${sql(name)} order by 1`]),
  );
}

/** What was written to be told since the last reset: kind, channel and recipient of each. */
export async function toldTo(): Promise<string[]> {
  const { sql } = await testDatabase();
  const rows = await sql<{ line: string }[]>`
    select kind || ' ' || channel || ' ' || recipient as line from notices order by created_at, kind, channel, recipient`;
  return rows.map(({ line }) => line);
}
