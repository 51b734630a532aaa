import "server-only";

import { randomUUID } from "node:crypto";
import { Auth } from "@vonage/auth";
import { z } from "zod";
import { isLoopback } from "../settings";
import { type Check, type Finding, makeCheck, note, right, warning, wrong } from "./check";
import { type Answer, ask } from "./http";
import type { Things } from "./things";

type Vonage = Things["vonage"];

const problem = z.object({ type: z.string() });

function isExpired({ body }: Answer): boolean {
  try {
    return problem.parse(JSON.parse(body)).type.endsWith("jwt-expired");
  } catch {
    return false;
  }
}

type Told = Readonly<{ answer: Answer; former: boolean }>;

async function askWith(privateKey: string, { applicationId, apiHost }: Vonage, method: string, path: string) {
  const authorization = await new Auth({ applicationId, privateKey }).createBearerHeader();
  return ask(`${apiHost}/v2/verify${path}`, { method, headers: { authorization } });
}

/** Like the application: with a former key where the newest is refused. `former`: that one was let in. */
async function askVonage(vonage: Vonage, method: string, path: string): Promise<Told> {
  const [newest, ...others] = vonage.privateKeys;
  const first = await askWith(newest, vonage, method, path);
  if (first.status !== 401) return { answer: first, former: false };
  for (const key of others) {
    const answer = await askWith(key, vonage, method, path);
    if (answer.status !== 401) return { answer, former: true };
  }
  return { answer: first, former: false };
}

const oddly = (who: string, { status }: Answer): Finding =>
  warning(
    `${who} answers with ${status}, which says nothing about the key`,
    `Look at ${who}'s status page and run this again.`,
  );

/** Cancelling a request that nobody has made harms nothing: 404 is what it says to whoever is let in. */
async function lookAtApplication(vonage: Vonage): Promise<Finding> {
  const { answer, former } = await askVonage(vonage, "DELETE", `/${randomUUID()}`);
  switch (answer.status) {
    case 404:
      return former
        ? note("Vonage lets this application in by a former key, and does not know the newest yet")
        : right("Vonage lets this application in");
    case 402:
      return wrong(
        "Vonage lets this application in, but the account has no credit left",
        "Top the account up in the Vonage dashboard, or switch on automatic top-up there.",
      );
    case 401:
    case 403:
      return isExpired(answer)
        ? wrong(
            "Vonage takes what we sign for expired: this machine's clock is wrong",
            "Set the clock of this machine by NTP (timedatectl set-ntp true), then run this again.",
          )
        : wrong(
            "Vonage refuses: VONAGE_PRIVATE_KEY does not belong to VONAGE_APPLICATION_ID, or that application has no Verify capability",
            "In the Vonage dashboard open the application with that id, switch Verify on, generate a new key pair there and set VONAGE_PRIVATE_KEY to its private half.",
          );
    default:
      return oddly("Vonage", answer);
  }
}

async function lookAtTemplate(vonage: Vonage): Promise<readonly Finding[]> {
  if (vonage.templateId === null) return [];
  const { answer } = await askVonage(vonage, "GET", `/templates/${vonage.templateId}`);
  if (answer.status === 200) return [right("VONAGE_TEMPLATE_ID names a template of this account")];
  if (answer.status !== 404) return [oddly("Vonage", answer)];
  return [
    wrong(
      "VONAGE_TEMPLATE_ID names no template of this account",
      "List your templates with GET /v2/verify/templates and take an id of theirs, or leave VONAGE_TEMPLATE_ID out.",
    ),
  ];
}

const askTelnyx = ({ apiHost, apiKey }: Things["telnyx"], path: string): Promise<Answer> =>
  ask(`${apiHost}/v2${path}`, { headers: { authorization: `Bearer ${apiKey}`, accept: "application/json" } });

async function lookAtTelnyx(telnyx: Things["telnyx"]): Promise<Finding> {
  const answer = await askTelnyx(telnyx, `/messages/${randomUUID()}`);
  if (answer.status === 404 || answer.status === 200) return right("Telnyx takes TELNYX_API_KEY");
  if (answer.status !== 401 && answer.status !== 403) return oddly("Telnyx", answer);
  return wrong(
    "Telnyx refuses TELNYX_API_KEY",
    "Make an API key (v2) in the Telnyx portal, Account, API keys, and set TELNYX_API_KEY to it.",
  );
}

async function lookAtProfile(telnyx: Things["telnyx"]): Promise<readonly Finding[]> {
  const { messagingProfileId: id, from } = telnyx;
  if (id === null)
    return [right(`texts come from TELNYX_FROM, ${from?.startsWith("+") ? "a number" : "a short code"}`)];
  const answer = await askTelnyx(telnyx, `/messaging_profiles/${id}`);
  if (answer.status === 200) return [right("TELNYX_MESSAGING_PROFILE_ID names a profile of this account")];
  if (answer.status !== 404) return [oddly("Telnyx", answer)];
  return [
    wrong(
      "TELNYX_MESSAGING_PROFILE_ID names no profile of this account",
      "Take the id from the portal, Messaging, Messaging profiles.",
    ),
  ];
}

function lookAtHosts({ settings, site }: Pick<Things, "settings" | "site">): readonly Finding[] {
  const { verify } = settings;
  const hosts = [verify?.vonage?.apiHost, verify?.telnyx?.apiHost].filter((host) => host !== undefined);
  if (!hosts.some((host) => isLoopback(new URL(host).hostname))) return [];
  return isLoopback(site.hostname)
    ? [note("messages go to a simulator on this machine, and to no phone")]
    : [
        wrong(
          "messages go to a simulator, and to no phone",
          "Leave VONAGE_API_HOST and TELNYX_API_HOST out.",
        ),
      ];
}

function lookAtFallback({ settings: { verify } }: Pick<Things, "settings">): readonly Finding[] {
  if (verify === null) return [];
  if (verify.fallback)
    return [right(`${verify.provider} sends, and ${verify.fallback} when that refuses or is down`)];
  return verify.provider === "telnyx"
    ? [note("Telnyx sends, and nobody when it is down")]
    : [note("Vonage sends, and nobody when it is down: VERIFY_FALLBACK=telnyx would")];
}

/** These call the providers, and send nothing to anybody. */
export const messageChecks: readonly Check<Things>[] = [
  makeCheck("Messages", "Vonage's application", ["vonage"], ({ vonage }) => lookAtApplication(vonage)),
  makeCheck("Messages", "Vonage's template", ["vonage"], ({ vonage }) => lookAtTemplate(vonage)),
  makeCheck("Messages", "Telnyx's key", ["telnyx"], ({ telnyx }) => lookAtTelnyx(telnyx)),
  makeCheck("Messages", "Telnyx's sender", ["telnyx"], ({ telnyx }) => lookAtProfile(telnyx)),
  makeCheck("Messages", "Telnyx's callbacks", ["telnyx"], ({ telnyx }) =>
    telnyx.publicKeys
      ? right("TELNYX_PUBLIC_KEY is set")
      : warning(
          "Telnyx's callbacks are not taken, so nobody is told that a message was not delivered",
          "Set TELNYX_PUBLIC_KEY to the public key that the portal shows under Account, Keys.",
        ),
  ),
  makeCheck("Messages", "Providers", ["settings"], lookAtFallback),
  makeCheck("Messages", "Simulator", ["settings", "site"], lookAtHosts),
];
