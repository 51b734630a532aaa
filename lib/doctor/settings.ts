import "server-only";

import { type ApprovalSettings, approvalPart } from "../approvals/settings";
import { ConfigurationError, parseEnv, withPlatformDefaults } from "../env";
import { type NoticeSettings, noticePart } from "../notices/settings";
import { readPart, type Source } from "../settings";
import { type VerifySettings, verifyPart } from "../verify/settings";

/** A configuration that need not be right: null stands for what a problem names. */
export type Settings = Readonly<{
  source: Source;
  /** As the server would tell them instead of starting; each begins with the name of its variable. */
  problems: readonly string[];
  appUrl: URL | null;
  databaseUrl: string | null;
  prepare: boolean;
  maxConnections: number;
  authSecrets: readonly string[];
  peppers: readonly string[];
  /** The newest, as callers present it. */
  cronSecret: string | null;
  /** As the server takes it: in lower case, the platform's by default. */
  addressHeader: string | null;
  verify: VerifySettings | null;
  notices: NoticeSettings | null;
  approvals: ApprovalSettings | null;
}>;

function problemsOf(source: Source): readonly string[] {
  try {
    parseEnv(source);
    return [];
  } catch (error) {
    if (error instanceof ConfigurationError) return error.problems;
    throw error;
  }
}

const listed = (value: string | undefined): string[] =>
  (value ?? "")
    .split(",")
    .map((secret) => secret.trim())
    .filter((secret) => secret !== "");

export function readSettings(given: Source): Settings {
  const source = withPlatformDefaults(given);
  const problems = problemsOf(given);
  const bad = new Set(problems.map((problem) => problem.split(" ")[0]));
  const usable = (name: string) => (bad.has(name) ? undefined : source[name]);
  const [appUrl, databaseUrl] = [usable("APP_URL"), usable("DATABASE_URL")];
  const platform = source.VERCEL === "1" ? "x-vercel-forwarded-for" : null;
  return {
    source,
    problems,
    appUrl: appUrl === undefined ? null : new URL(appUrl),
    databaseUrl: databaseUrl ?? null,
    prepare: usable("DATABASE_PREPARE") === "1",
    maxConnections: Number(usable("DATABASE_MAX_CONNECTIONS") ?? 5),
    authSecrets: listed(source.AUTH_SECRET),
    peppers: listed(source.PASSWORD_PEPPERS),
    cronSecret: listed(usable("CRON_SECRET"))[0] ?? null,
    addressHeader: usable("CLIENT_ADDRESS_HEADER")?.toLowerCase() ?? platform,
    verify: readPart(verifyPart, source).settings,
    notices: readPart(noticePart, source).settings,
    approvals: readPart(approvalPart, source).settings,
  };
}
