import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { openBrowser } from "./browser";
import type { Person } from "./people";
import type { Record } from "./record";
import type { Stage } from "./stage";

/** What broke, for a person to look into; nothing where all is well. */
export interface Verdict {
  sentence: string;
  offenders: readonly string[];
}

/** Every text with a PIN that the simulator sent, by number, beside what the ledger says. */
async function texts({ sql, simulator }: Stage, everybody: readonly Person[]): Promise<Verdict> {
  const rows = await sql<{ phone: string; sure: number; perhaps: number }[]>`
    select c.phone, count(*) filter (where s.result not in ('unknown', 'reserved', 'refused'))::int as sure,
      count(*) filter (where s.result in ('unknown', 'reserved'))::int as perhaps
    from sends s join challenges c on c.id = s.challenge_id
    where s.channel = 'sms' and s.result <> 'decoy' group by c.phone`;
  const known = new Map(rows.map((row) => [row.phone, row]));
  // The challenges of deleted accounts are gone, and with them the numbers of their texts.
  const gone = everybody
    .filter(({ account }) => account.includes("deleted"))
    .flatMap(({ numbers }) => numbers);
  const sent = new Map<string, number>();
  for (const { to, code, channel } of simulator.control.outbox())
    if (code !== "" && channel === "sms") sent.set(`+${to}`, (sent.get(`+${to}`) ?? 0) + 1);
  const offenders = [...new Set([...sent.keys(), ...known.keys()])].flatMap((phone) => {
    const { sure = 0, perhaps = 0 } = known.get(phone) ?? {};
    const count = sent.get(phone) ?? 0;
    if (gone.includes(phone) || (count >= sure && count <= sure + perhaps)) return [];
    return [`…${phone.slice(-4)}: ${count} texts, ${sure} in the ledger and ${perhaps} that nobody knows of`];
  });
  return {
    sentence: "Every text with a PIN is in the ledger, and every text of the ledger went out",
    offenders,
  };
}

/** The same over all numbers, those of accounts that are gone among them. */
async function textsTogether({ sql, simulator }: Stage): Promise<Verdict> {
  const [row] = await sql<{ sure: number; perhaps: number }[]>`
    select count(*) filter (where result not in ('unknown', 'reserved', 'refused'))::int as sure,
      count(*) filter (where result in ('unknown', 'reserved'))::int as perhaps
    from sends where channel = 'sms' and result <> 'decoy'`;
  const { sure = 0, perhaps = 0 } = row ?? {};
  const count = simulator.control.outbox().filter((one) => one.code !== "" && one.channel === "sms").length;
  return {
    sentence: `There are as many texts as the ledger has: ${count}, of which it is sure of ${sure}`,
    offenders:
      count >= sure && count <= sure + perhaps ? [] : [`${count} texts, ${sure} and ${perhaps} perhaps`],
  };
}

/** At most one mail for each attempt, at least one for each notice that counts as sent. */
async function mails({ sql, simulator }: Stage): Promise<Verdict> {
  const rows = await sql<{ recipient: string; sent: number; attempts: number }[]>`
    select recipient, count(sent_at)::int as sent, sum(attempts)::int as attempts
    from notices where channel = 'email' group by recipient`;
  const known = new Map(rows.map((row) => [row.recipient, row]));
  const got = new Map<string, number>();
  for (const { to, channel } of simulator.control.outbox())
    if (channel === "email") got.set(to, (got.get(to) ?? 0) + 1);
  const offenders = [...new Set([...got.keys(), ...known.keys()])].flatMap((address) => {
    const { sent = 0, attempts = 0 } = known.get(address) ?? {};
    const count = got.get(address) ?? 0;
    return count >= sent && count <= attempts
      ? []
      : [`${address}: ${count} mails, ${sent} sent in ${attempts} attempts`];
  });
  return { sentence: "Every notice that counts as sent is in a mailbox, and no mailbox has more", offenders };
}

/** What everybody was told, against what is there. */
async function accounts({ sql }: Stage, everybody: readonly Person[]): Promise<readonly Verdict[]> {
  const rows = await sql<{ username: string; email: string; phone: string; opened: number }[]>`
    select u.username, u.email, p.number as phone,
      (select count(*)::int from audit a where a.user_id = u.id and a.event = 'login.session' and a.outcome = 'opened') as opened
    from users u join phones p on p.user_id = u.id`;
  const byName = new Map(rows.map((row) => [row.username, row]));
  const rowOf = ({ username }: Person) => username.flatMap((name) => byName.get(name) ?? [])[0];
  const lost: string[] = [];
  const doubled: string[] = [];
  for (const person of everybody) {
    const row = rowOf(person);
    const [name] = person.username;
    if (!row) {
      if (person.account === "yes") lost.push(`${name}: the account`);
      continue;
    }
    if (person.account === "none") doubled.push(`${name}: an account of which nobody was told`);
    if (person.account === "deleted") doubled.push(`${name}: still there after its end`);
    if (!person.email.includes(row.email)) lost.push(`${name}: the e-mail address`);
    if (!person.phone.includes(row.phone)) lost.push(`${name}: the number`);
    const { seen, perhaps } = person.logins;
    if (row.opened < seen) lost.push(`${name}: ${seen} logins seen, ${row.opened} recorded`);
    if (row.opened > seen + perhaps)
      doubled.push(`${name}: ${row.opened} logins, ${seen} seen, ${perhaps} unclear`);
  }
  const named = new Set(everybody.flatMap(({ username }) => username));
  for (const { username } of rows) if (!named.has(username)) doubled.push(`${username}: nobody signed up so`);
  return [
    { sentence: "Nothing that somebody was told is lost", offenders: lost },
    { sentence: "Nothing is there twice, or without anybody having been told", offenders: doubled },
  ];
}

/** Everybody with an account can still pass the first step with the password that they know. */
async function passwords(stage: Stage, record: Record, everybody: readonly Person[]): Promise<Verdict> {
  const offenders: string[] = [];
  // Who has been at it often is asked to wait: that is no answer to this question.
  await stage.sql`delete from throttles`;
  for (const { username, password, account } of everybody) {
    if (account !== "yes") continue;
    let passed = false;
    let seen = "";
    for (const identifier of username) {
      for (const one of password) {
        const browser = openBrowser(stage.appUrl, record);
        const typed = { identifier, password: one };
        const { to, body } = await browser.press("afterwards: log in", "/login", "Continue", typed);
        passed ||= to.startsWith("/login/");
        seen = to || (/role="alert"[^>]*>(.*?)<\/div>/.exec(body)?.[1]?.replace(/<[^>]*>/g, " ") ?? "");
      }
    }
    if (!passed) offenders.push(`${username[0]}: ${seen}`);
  }
  return { sentence: "Everybody who has an account gets past its password", offenders };
}

const digits = /(?<![\w.-])\d{6}(?![\w.-])/g;

function secretsOf({ simulator }: Stage, everybody: readonly Person[]): ReadonlySet<string> {
  const pins = simulator.control.outbox().flatMap(({ code }) => (code === "" ? [] : [code]));
  return new Set([...pins, ...everybody.flatMap(({ password }) => [...password])]);
}

/** What the instances wrote: no secret, no number, no rejection that nobody caught, and a line for each error. */
function logs(
  stage: Stage,
  directory: string,
  everybody: readonly Person[],
  errors: number,
): readonly Verdict[] {
  const text = readdirSync(directory)
    .map((name) => readFileSync(path.join(directory, name), "utf8"))
    .join("\n");
  const lines = text.split("\n");
  const secrets = secretsOf(stage, everybody);
  const numbers = everybody.flatMap(({ phone }) => phone.map((one) => one.replace("+44", "")));
  const told = lines.filter(
    (line) =>
      [...line.matchAll(digits)].some(([pin]) => secrets.has(pin)) ||
      everybody.some(({ password }) => password.some((one) => line.includes(one))) ||
      everybody.some(({ codes }) => codes.some((code) => line.includes(code))),
  );
  const full = lines.filter((line) => line.includes("7400") && numbers.some((one) => line.includes(one)));
  const uncaught = lines.filter((line) => /unhandled|uncaught/i.test(line));
  const failed = lines.filter((line) => line.includes('"event":"request.failed"')).length;
  return [
    { sentence: "No PIN, password or recovery code is in a log", offenders: told },
    { sentence: "No full number is in a log", offenders: full },
    { sentence: "No rejection or exception went uncaught", offenders: uncaught },
    {
      sentence: "Every error page has its line in the log",
      offenders: errors <= failed ? [] : [`${errors} error pages, ${failed} lines`],
    },
  ];
}

export async function outsideVerdicts(
  stage: Stage,
  record: Record,
  everybody: readonly Person[],
  logDirectory: string,
): Promise<readonly Verdict[]> {
  const errors = record.summary().seen["saw an error"] ?? 0;
  return [
    await texts(stage, everybody),
    await textsTogether(stage),
    await mails(stage),
    ...(await accounts(stage, everybody)),
    await passwords(stage, record, everybody),
    ...logs(stage, logDirectory, everybody, errors),
    {
      sentence: "Nobody was told what is not true",
      offenders: record.contradictions().map(({ what, who }) => `${who}: ${what}`),
    },
  ];
}
