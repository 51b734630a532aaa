import { randomUUID } from "node:crypto";
import { createInterface } from "node:readline/promises";
import { describeCounts, type Finding, type Matter, type Result } from "../../lib/doctor/check";
import { examine } from "../../lib/doctor/doctor";
import { sendCode } from "../../lib/doctor/send";
import { readSettings, type Settings } from "../../lib/doctor/settings";
import { sendMail } from "../../lib/notices/mail";
import { verifyProviders } from "../../lib/verify/registry";
import type { Options } from "./options";
import { exitCode, report, wantsColours } from "./terminal";

const asResults = (matter: Matter, title: string, findings: readonly Finding[]): Result[] =>
  findings.map((finding) => ({ ...finding, matter, title }));

const unready = (what: string): Finding => ({
  verdict: "skipped",
  told: `${what} was sent, because the configuration is not right`,
});

async function mailTo(to: string, { problems, notices }: Settings): Promise<Finding> {
  if (problems.length > 0) return unready("no mail");
  if (!notices?.mail)
    return { verdict: "wrong", told: "no mail was sent", cure: "Set SMTP_URL and MAIL_FROM." };
  const text =
    "This is the mail that `npm run doctor -- --mail` sends: your mail server takes what Countersign gives it.\n";
  const outcome = await sendMail({ id: randomUUID(), to, subject: "Countersign can send mail", text });
  if (outcome === "sent")
    return { verdict: "right", told: `the mail server has taken one for ${to}: look whether it comes` };
  return {
    verdict: "wrong",
    told: "the mail server did not take it",
    cure: "Look whether it may send in the name of MAIL_FROM, and whether the address is right.",
  };
}

async function sendTo(
  number: string,
  { problems, databaseUrl, verify }: Settings,
): Promise<readonly Finding[]> {
  if (problems.length > 0) return [unready("no PIN")];
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  const ended = new Promise<null>((resolve) => terminal.once("close", () => resolve(null)));
  const ask = (question: string) => Promise.race([terminal.question(question), ended]);
  const { first } = verifyProviders();
  const takesCallbacks = first.name === "vonage" ? verify?.vonage?.callbacks : verify?.telnyx?.publicKeys;
  try {
    return await sendCode(number, first, takesCallbacks ? databaseUrl : null, { say: console.log, ask });
  } finally {
    terminal.close();
  }
}

async function extra({ mail, number }: Options, settings: Settings): Promise<readonly Result[]> {
  return [
    ...(mail === null ? [] : asResults("Mail", "Sent", [await mailTo(mail, settings)])),
    ...(number === null ? [] : asResults("Messages", "Sent", await sendTo(number, settings))),
  ];
}

/** Prints what is found, and sends what is asked for; the exit code. */
export async function lookAround(options: Options): Promise<number> {
  const settings = readSettings(process.env);
  const found = await examine(settings, options.site);
  if (options.json) {
    console.log(JSON.stringify(found, null, 2));
    return exitCode(found, options.strict);
  }
  const colours = wantsColours(process.stdout.isTTY === true, process.env.NO_COLOR);
  console.log(report(found, colours));
  const more = await extra(options, settings);
  if (more.length > 0) console.log(report(more, colours));
  const all = [...found, ...more];
  console.log(describeCounts(all));
  return exitCode(all, options.strict);
}
