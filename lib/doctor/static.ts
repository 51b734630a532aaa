import "server-only";

import { createPrivateKey, createPublicKey } from "node:crypto";
import { Auth } from "@vonage/auth";
import { jwtVerify } from "jose";
import { isLoopback } from "../settings";
import { type Check, type Finding, makeCheck, note, right, warning, wrong } from "./check";
import type { Settings } from "./settings";
import type { Things } from "./things";

/** What .env.example and the documentation name. */
const examples: Readonly<Record<string, RegExp>> = {
  APP_URL: /^https?:\/\/([a-z-]+\.)*example\.(org|com|net)\b/i,
  DATABASE_URL: /\/\/user:password@|@host[:/]/,
  MAIL_FROM: /@([a-z-]+\.)*example\.(org|com|net)>?$/i,
  SMTP_URL: /\/\/user:password@|@host[:/]/,
  VAPID_SUBJECT: /@([a-z-]+\.)*example\.(org|com|net)$/i,
};

const SECRETS = [
  "AUTH_SECRET",
  "PASSWORD_PEPPERS",
  "CRON_SECRET",
  "VONAGE_SIGNATURE_SECRET",
  "NEXT_SERVER_ACTIONS_ENCRYPTION_KEY",
] as const;

/** A secret that was made by chance has many different characters; one that was typed has words or a row of them. */
const LEAST_DIFFERENT = 12;
const typedOut = /(.)\1{5}|0123456789|abcdefgh|secret|password|pepper|changeme|example/i;

const secretsOf = ({ source }: Settings, name: string): string[] =>
  (source[name] ?? "")
    .split(",")
    .map((one) => one.trim())
    .filter((one) => one !== "");

const make = "Make a new one with `openssl rand -base64 32`";

function lookAtStrength(settings: Settings): Finding[] {
  return SECRETS.flatMap((name) =>
    secretsOf(settings, name).some((one) => new Set(one).size < LEAST_DIFFERENT || typedOut.test(one))
      ? [
          warning(
            `${name} does not look as if it was made by chance`,
            `${make}${name === "PASSWORD_PEPPERS" ? " and put it in front of the old one, with a comma between" : ""}.`,
          ),
        ]
      : [],
  );
}

function lookAtSharing(settings: Settings): Finding[] {
  const owners = new Map<string, string[]>();
  for (const name of SECRETS)
    for (const one of new Set(secretsOf(settings, name))) owners.set(one, [...(owners.get(one) ?? []), name]);
  const shared = [...owners.values()].filter((names) => names.length > 1);
  return shared.map((names) =>
    wrong(
      `${names.join(" and ")} are the same`,
      `${make} for each: whoever learns one of them must not have the others.`,
    ),
  );
}

async function signedClaims(applicationId: string, privateKey: string) {
  const header = await new Auth({ applicationId, privateKey }).createBearerHeader();
  const token = header.replace(/^Bearer /, "");
  return (await jwtVerify(token, createPublicKey(privateKey), { algorithms: ["RS256"] })).payload;
}

async function lookAtKey(applicationId: string, privateKey: string): Promise<Finding> {
  const cure =
    "Make a new key pair in the Vonage dashboard (Applications, your application, Edit) and set VONAGE_PRIVATE_KEY to the file that it gives you.";
  const bits = createPrivateKey(privateKey).asymmetricKeyDetails?.modulusLength ?? 0;
  if (bits < 2048) return wrong(`VONAGE_PRIVATE_KEY has ${bits} bits, and 2048 are the least`, cure);
  const claims = await signedClaims(applicationId, privateKey);
  if (claims.application_id !== applicationId)
    return wrong("what VONAGE_PRIVATE_KEY signs does not name VONAGE_APPLICATION_ID", cure);
  return right(`RSA with ${bits} bits, and what it signs can be verified`);
}

function lookAtCallbacks({ callbacks }: Things["vonage"]): Finding {
  if (callbacks) return right("VONAGE_API_KEY and VONAGE_SIGNATURE_SECRET are set");
  return warning(
    "Vonage's callbacks are not taken, so nobody is told that a message was not delivered",
    "Set VONAGE_API_KEY and VONAGE_SIGNATURE_SECRET (dashboard, API settings), and the status URL of the application's Verify capability to /api/webhooks/vonage.",
  );
}

/** These need nothing but the configuration: a build can do them. */
export const staticChecks: readonly Check<Things>[] = [
  makeCheck("Configuration", "Node.js", ["settings"], () => {
    const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
    const fits = major > 22 || (major === 22 && minor >= 12) || (major === 20 && minor >= 19);
    return fits
      ? right(`version ${process.versions.node}`)
      : wrong(
          `version ${process.versions.node} is not one that it runs on`,
          "Install Node.js 20.19, 22.12 or newer.",
        );
  }),
  makeCheck("Configuration", "Variables", ["settings"], ({ settings: { problems } }) =>
    problems.length === 0
      ? right("all that is needed is set and can be read")
      : problems.map((problem) => {
          const [, told = problem, cure = ""] = /^(.*?): (.*)$/s.exec(problem) ?? [];
          return wrong(told, `${told.split(" ")[0]}: ${cure}.`);
        }),
  ),
  makeCheck("Configuration", "Examples", ["settings"], ({ settings: { source } }) => {
    const left = Object.entries(examples).filter(([name, example]) => example.test(source[name] ?? ""));
    return left.length === 0
      ? right("nothing of .env.example is left")
      : left.map(([name]) => warning(`${name} is still what .env.example says`, `Set ${name} to your own.`));
  }),
  makeCheck("Configuration", "Address", ["appUrl"], ({ appUrl }) => {
    if (`${appUrl.pathname}${appUrl.search}${appUrl.hash}` !== "/")
      return wrong(
        "APP_URL has a path",
        `Set APP_URL to ${appUrl.origin}: pages are served from the root of a host.`,
      );
    if (isLoopback(appUrl.hostname))
      return note("on this machine only: cookies are without __Host- and Secure over http");
    return right("https, so cookies have the __Host- prefix and are Secure");
  }),
  makeCheck("Configuration", "Cron", ["settings"], ({ settings: { cronSecret, problems } }) =>
    cronSecret !== null || problems.some((problem) => problem.startsWith("CRON_SECRET "))
      ? []
      : warning(
          "CRON_SECRET is not set, so nothing old is deleted, notices that failed are not sent again, and the deployment cannot be asked about itself",
          "Set it (openssl rand -hex 32). Vercel's clock sends it by itself; elsewhere call the jobs that vercel.json names with it, once a day.",
        ),
  ),
  makeCheck("Secrets", "Strength", ["settings"], ({ settings }) => {
    const found = [...lookAtStrength(settings), ...lookAtSharing(settings)];
    if (found.length > 0) return found;
    const set = SECRETS.filter((name) => secretsOf(settings, name).length > 0);
    return set.length === 0 ? [] : right(`${set.join(", ")}: made by chance, and all different`);
  }),
  makeCheck("Secrets", "Old ones", ["settings"], ({ settings: { authSecrets, peppers } }) => [
    ...(authSecrets.length > 1
      ? [note(`AUTH_SECRET has ${authSecrets.length - 1} old; a week after the change it can go`)]
      : []),
    ...(peppers.length > 1
      ? [note(`PASSWORD_PEPPERS has ${peppers.length - 1} old; it stays as long as passwords need it`)]
      : []),
  ]),
  makeCheck("Messages", "Vonage's key", ["vonage"], ({ vonage }) =>
    Promise.all(vonage.privateKeys.map((key) => lookAtKey(vonage.applicationId, key))),
  ),
  makeCheck("Messages", "Vonage's callbacks", ["vonage"], ({ vonage }) => lookAtCallbacks(vonage)),
];
