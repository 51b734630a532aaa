import "server-only";

import { isMigrated } from "@/db/queries/migrations";
import { prepareBreached } from "./auth/breached";
import { prepareDummy } from "./auth/password";
import { ConfigurationError, env, isDevelopment, onVercel } from "./env";
import { describeError, log } from "./log";
import { watchLoad } from "./overload";
import { knowsNumbers } from "./phone";
import { keepConsole } from "./telemetry/console";
import { nameRequests } from "./telemetry/request-id";

/** A database that does not answer yet is no reason to die: requests fail cleanly until it does. */
async function checkDatabase(): Promise<void> {
  try {
    if (await isMigrated()) return;
  } catch (error) {
    log("error", "start.database", {
      ...describeError(error),
      cure: "check that the database of DATABASE_URL runs and that the address is right",
    });
    return;
  }
  throw new ConfigurationError([
    "the database is not migrated: run `npm run db:migrate` with the same DATABASE_URL",
  ]);
}

/** Both come with the build. Without them leaked passwords would pass, or nobody's number. */
async function checkData(): Promise<void> {
  const damaged: string[] = [];
  await prepareBreached().catch(() => damaged.push("the list of leaked passwords"));
  if (!knowsNumbers()) damaged.push("the numbering plans of the world");
  if (damaged.length > 0)
    throw new ConfigurationError(
      damaged.map((data) => `${data} is missing or damaged: install and build again (npm ci, npm run build)`),
    );
}

/** Without mail everything works but what needs it; whoever forgot it is to know. */
function warnWithoutMail(): void {
  if (env().notices.mail !== null) return;
  log("warn", "start.no-mail", {
    missing: "SMTP_URL and MAIL_FROM",
    without: "nobody can reset a password, and nobody is told by mail what happens to an account",
  });
}

/** Approvals work without, for whoever opens the page by hand: that is easily taken for a fault. */
function warnWithoutPush(): void {
  if (env().approvals.push !== null) return;
  log("info", "start.no-push", {
    missing: "VAPID_PUBLIC_KEY, VAPID_PRIVATE_KEY and VAPID_SUBJECT (npm run vapid)",
    without: "phones that approve are not notified, and show what waits when they are opened",
  });
}

const LAST_WORDS_MS = 3_000;

/** Next ends the process as soon as the last answer is out; what is left to be said is said first, or given up. */
function endAfter(said: Promise<unknown>): void {
  const exit = process.exit.bind(process);
  let code: number | string | null | undefined;
  let asked = false;
  process.exit = ((given?: number | string | null) => {
    [asked, code] = [true, given];
  }) as typeof process.exit;
  const patience = new Promise((resolve) => setTimeout(resolve, LAST_WORDS_MS));
  void Promise.race([said, patience]).finally(() => {
    process.exit = exit;
    if (asked) exit(code);
  });
}

/** First of all, so that nothing is missed. The libraries are loaded only where somebody listens. */
async function beginObserving(): Promise<void> {
  const { telemetry } = env();
  nameRequests(telemetry.requestIdHeader);
  if (!isDevelopment) keepConsole();
  if (!telemetry.exported) return;
  const { startTelemetry } = await import("./telemetry/start");
  const { flush } = startTelemetry(telemetry);
  if (!onVercel) process.once("SIGTERM", () => endAfter(flush()));
}

/**
 * Everything that must be right before the first request. A wrong configuration ends the process. On Vercel the
 * build has migrated, every function comes by here (the proxy's too), and an error that is passed on makes each
 * request fail with this message in the log, where ending the process would only say that it ended.
 */
export async function prepareServer(): Promise<void> {
  if (onVercel) {
    await beginObserving();
    warnWithoutMail();
    warnWithoutPush();
    return;
  }
  try {
    await beginObserving();
    await checkData();
    await checkDatabase();
    await prepareDummy();
    warnWithoutMail();
    warnWithoutPush();
    watchLoad();
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    process.stderr.write(`\n${error.message}\n\n`);
    process.exit(1);
  }
}
