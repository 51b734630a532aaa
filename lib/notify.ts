import "server-only";

import { claimAlert } from "@/db/queries/alerts";
import { env } from "./env";
import { describeError, type LogFields, log } from "./log";
import { sendPolicy } from "./sending/policy";
import { counted } from "./telemetry/metrics";

const { everySeconds, timeoutMs } = sendPolicy.alerts;

/** Whether this alert is due. Null: the database does not answer, so nobody knows. */
async function claim(key: string): Promise<boolean | null> {
  try {
    return await claimAlert(key, everySeconds);
  } catch {
    return null;
  }
}

/** One line for people, such as `Countersign at login.example.org: provider-down:vonage (fallback: true)`. */
function textOf(key: string, fields: LogFields): string {
  const told = Object.entries(fields).filter(([, value]) => value !== undefined && value !== null);
  const details = told.map(([name, value]) => `${name}: ${value}`).join(", ");
  return `Countersign at ${env().appUrl.host}: ${key}${details ? ` (${details})` : ""}`;
}

async function post(url: string, key: string, fields: LogFields): Promise<void> {
  try {
    const response = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ ...fields, key, text: textOf(key, fields) }),
      redirect: "error",
      signal: AbortSignal.timeout(timeoutMs),
    });
    await response.body?.cancel();
    if (!response.ok) log("warn", "alert.failed", { key, status: response.status });
  } catch (error) {
    log("warn", "alert.failed", { key, ...describeError(error) });
  }
}

/**
 * Tells the operators what only they can mend: a log line, and a post to ALERT_URL where there is one. Each `key`
 * (what happened and to whom, no secret) once an hour at most. It never throws; it takes up to three seconds, so call
 * it once the answer is out. While the database is down every call is logged and none is posted.
 */
export async function alertOperators(key: string, fields: LogFields): Promise<void> {
  const due = await claim(key);
  if (due === false) return;
  log("error", "alert", { ...fields, key });
  counted.alert({ alert: key.split(":")[0] ?? key });
  const { alertUrl } = env().sending;
  if (due && alertUrl !== null) await post(alertUrl, key, fields);
}
