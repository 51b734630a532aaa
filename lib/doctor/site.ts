import "server-only";

import { isLoopback } from "../settings";
import { type Check, codeOf, type Finding, makeCheck, note, right, warning, wrong } from "./check";
import { secretsFingerprint } from "./fingerprint";
import { type Answer, ask, tryAsk } from "./http";
import type { Things } from "./things";

const onThisMachine = (site: URL): boolean => isLoopback(site.hostname);

async function lookAtHealth({ site }: Pick<Things, "site">): Promise<Finding> {
  try {
    const { status } = await ask(new URL("/api/health", site));
    if (status === 200) return right("it answers, and so does its database");
    if (status === 503)
      return wrong(
        "it answers, but its database does not",
        "Look at the database of the deployment's own DATABASE_URL, and whether the deployment may reach it.",
      );
    return wrong(
      `/api/health answers with ${status}`,
      "Look whether APP_URL leads to this application, and to nothing in front of it that asks for a login of its own.",
    );
  } catch (error) {
    return wrong(
      `nobody answers at ${site.origin} (${codeOf(error)})`,
      "Deploy or start the application, and look whether the name of APP_URL leads there. Give --url where it runs elsewhere.",
    );
  }
}

/** What each answer must carry, as a deployment behind a proxy may have lost it. */
function lackingHeaders({ headers }: Answer, site: URL): string[] {
  const policy = headers.get("content-security-policy") ?? "";
  const demanded: readonly (readonly [string, boolean])[] = [
    ["content-security-policy with a nonce", /script-src[^;]*'nonce-[^']{16,}'/.test(policy)],
    ["strict-transport-security", site.protocol === "http:" || headers.has("strict-transport-security")],
    ["cache-control: no-store", /no-store/.test(headers.get("cache-control") ?? "")],
    ["x-content-type-options", headers.get("x-content-type-options") === "nosniff"],
    ["x-frame-options", headers.has("x-frame-options")],
  ];
  return demanded.filter(([, there]) => !there).map(([name]) => name);
}

function lackingFlags(cookie: string, site: URL): boolean {
  const flags = cookie
    .toLowerCase()
    .split(";")
    .map((part) => part.trim());
  const strict = /^__host-/.test(flags[0] ?? "") && flags.includes("secure");
  return (
    !flags.includes("httponly") ||
    !flags.some((flag) => flag.startsWith("samesite=")) ||
    (site.protocol === "https:" && !strict)
  );
}

async function lookAtLogin({ site }: Pick<Things, "site">): Promise<readonly Finding[]> {
  const answer = await tryAsk(new URL("/login", site), { headers: { accept: "text/html" } });
  if (answer === null) return [];
  if (answer.status !== 200)
    return [
      wrong(
        `/login answers with ${answer.status}`,
        "Look at the deployment's log: each error there has its cause.",
      ),
    ];
  const lacking = lackingHeaders(answer, site);
  const development = /'unsafe-eval'/.test(answer.headers.get("content-security-policy") ?? "");
  const weak = answer.headers.getSetCookie().filter((cookie) => lackingFlags(cookie, site));
  return [
    lacking.length === 0
      ? right("/login has the policy with a nonce and the other headers")
      : wrong(
          `/login comes without ${lacking.join(", ")}`,
          "Let the proxy in front of the application pass its response headers on as they are.",
        ),
    ...(weak.length > 0
      ? [
          wrong(
            "/login sets a cookie without HttpOnly, Secure or SameSite",
            "Let the proxy in front of the application pass Set-Cookie on as it is.",
          ),
        ]
      : []),
    ...(development
      ? [
          onThisMachine(site)
            ? note("this is the development server")
            : wrong("this is the development server", "Run `npm run build` and `npm start` there."),
        ]
      : []),
  ];
}

async function lookAtRedirect({ site }: Pick<Things, "site">): Promise<readonly Finding[]> {
  if (site.protocol !== "https:") return [];
  if ((await tryAsk(new URL("/login", site))) === null) return [];
  const plain = await tryAsk(`http://${site.hostname}/login`);
  if (plain === null) return [note("nobody answers over http, which is as good as a redirect")];
  const to = plain.headers.get("location") ?? "";
  if (plain.status >= 300 && plain.status < 400 && to.startsWith("https://"))
    return [right("http leads to https")];
  return [
    warning(
      `over http it answers with ${plain.status}, and does not lead to https`,
      "Let the proxy in front of the application redirect http to https (308).",
    ),
  ];
}

function lookAtHeard({ heard, site }: Pick<Things, "heard" | "site">): Finding {
  if ("have" in heard)
    return right("the deployment takes this CRON_SECRET, so the platform's clock can call it");
  const told = heard.because ?? "";
  if (!told.endsWith("(404)")) return wrong(told, `Look whether the application runs at ${site.origin}.`);
  return wrong(
    "the deployment does not take this CRON_SECRET",
    "Set CRON_SECRET to the same value there and here and deploy again. A build that is older than this doctor answers in the same way.",
  );
}

function lookAtSameness({
  deployment,
  settings,
  site,
}: Pick<Things, "deployment" | "settings" | "site">): readonly Finding[] {
  const { appUrl, authSecrets, peppers } = settings;
  const [newest] = authSecrets;
  const findings: Finding[] = [];
  if (newest !== undefined && deployment.secrets !== secretsFingerprint(newest, peppers))
    findings.push(
      warning(
        "it has another AUTH_SECRET or PASSWORD_PEPPERS than is looked at here",
        "Read the deployment's own variables (on Vercel: `vercel env pull .env.local`) and run this again.",
      ),
    );
  if (deployment.origin !== (appUrl ?? site).origin)
    findings.push(
      warning(
        `it takes itself for ${deployment.origin}`,
        "Set APP_URL to the same address there and here: links in mails lead to it.",
      ),
    );
  if (deployment.development && !onThisMachine(site))
    findings.push(wrong("it runs in development mode", "Run `npm run build` and `npm start` there."));
  return findings.length > 0
    ? findings
    : [right("it has the same secrets and the same address as are looked at here")];
}

function lookAtDatabase({ deployment, facts }: Pick<Things, "deployment" | "facts">): Finding {
  if (deployment.database === facts.identity) return right("it uses the database that is looked at here");
  if (deployment.database === null)
    return wrong(
      "its database does not answer it",
      "Look at the DATABASE_URL of the deployment, and whether it may reach that database.",
    );
  return warning(
    "it uses another database than is looked at here",
    "Set DATABASE_URL to the deployment's own and run this again.",
  );
}

function lookAtAddress({
  deployment: { address, header, forgeable },
  site,
}: Pick<Things, "deployment" | "site">): Finding {
  if (header === null)
    return onThisMachine(site)
      ? note("CLIENT_ADDRESS_HEADER is not set, so nothing is throttled by address")
      : warning(
          "CLIENT_ADDRESS_HEADER is not set, so nothing is throttled by address",
          "Set it to the header in which your proxy passes on the visitor's address and overwrites what the visitor sent, such as x-real-ip.",
        );
  if (forgeable)
    return onThisMachine(site)
      ? note(`${header} is believed from everybody, as there is no proxy in between`)
      : wrong(
          `${header} is believed from everybody: visitors choose their address, and are not throttled`,
          `Let your proxy overwrite ${header} (nginx: proxy_set_header ${header} $remote_addr;), or take a header that it does overwrite.`,
        );
  if (address === null)
    return warning(
      `${header} does not come, so nothing is throttled by address`,
      `Let your proxy set ${header}, or set CLIENT_ADDRESS_HEADER to the one that it sets.`,
    );
  return right(`${header} comes from the proxy, and what a visitor puts there is not believed`);
}

function lookAtJobs({ deployment: { overdueJobs } }: Pick<Things, "deployment">): readonly Finding[] {
  if (overdueJobs === null) return [];
  if (overdueJobs.length === 0) return [right("the platform's clock has called all of them in time")];
  return [
    warning(
      `the platform's clock has not called ${overdueJobs.join(" and ")} within a day`,
      'On Vercel look at Settings, Cron Jobs; elsewhere call each as often as vercel.json says: curl -H "Authorization: Bearer $CRON_SECRET" APP_URL/api/cron/sweep. After a first deployment wait for the next night.',
    ),
  ];
}

export const siteChecks: readonly Check<Things>[] = [
  makeCheck("Deployment", "Health", ["site"], lookAtHealth),
  makeCheck("Deployment", "Pages", ["site"], lookAtLogin),
  makeCheck("Deployment", "http", ["site"], lookAtRedirect),
  makeCheck("Deployment", "CRON_SECRET", ["heard", "site"], lookAtHeard),
  makeCheck("Deployment", "Settings", ["deployment", "settings", "site"], lookAtSameness),
  makeCheck("Deployment", "Database", ["deployment", "facts"], lookAtDatabase),
  makeCheck("Deployment", "Jobs", ["deployment"], lookAtJobs),
  makeCheck("Deployment", "Visitors' addresses", ["deployment", "site"], lookAtAddress),
];
