import "server-only";

import { createHash, randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { SignJWT } from "jose";
import { hasEvent } from "@/db/queries/doctor";
import { type Check, type Finding, makeCheck, note, right, warning, wrong } from "./check";
import { isPrivateHost } from "./hosts";
import { ask } from "./http";
import type { Things } from "./things";

type Callbacks = NonNullable<Things["vonage"]["callbacks"]>;

const json = { "content-type": "application/json" };
const ours = "Look at the deployment's log for callback.refused, which names the reason.";

const addressOf = (site: URL, provider: string): URL => new URL(`/api/webhooks/${provider}`, site);

/** News of a request that nobody has made, in the form of a callback of Verify v2. */
const bodyAbout = (requestId: string): string =>
  JSON.stringify({
    type: "event",
    request_id: requestId,
    channel: "sms",
    status: "doctor",
    triggered_at: new Date().toISOString(),
  });

/** As Vonage signs: HS256 with the account's signature secret, over the hash of the body. */
const signed = (
  body: string,
  applicationId: string,
  { apiKey, signatureSecrets: [newest] }: Callbacks,
): Promise<string> =>
  new SignJWT({
    payload_hash: createHash("sha256").update(body).digest("hex"),
    api_key: apiKey,
    application_id: applicationId,
  })
    .setProtectedHeader({ alg: "HS256", typ: "JWT" })
    .setIssuer("Vonage")
    .setJti(randomUUID())
    .setIssuedAt()
    .sign(new TextEncoder().encode(newest));

async function lookAtUnsigned(site: URL, provider: string, variables: string): Promise<Finding> {
  const { status } = await ask(addressOf(site, provider), {
    method: "POST",
    headers: json,
    body: bodyAbout(randomUUID()),
  });
  if (status === 401) return right("what is not signed is refused");
  if (status === 404)
    return wrong("the deployment takes no callbacks", `Set ${variables} there too and deploy again.`);
  if (status >= 200 && status < 300)
    return wrong(
      "what is not signed is taken",
      "Something in front of the application answers in its place: let /api/webhooks through to it.",
    );
  return wrong(
    `what is not signed is answered with ${status} and not with 401`,
    "Let the proxy in front of the application pass posts to /api/webhooks on as they are.",
  );
}

const PATIENCE_MS = 2_000;

async function arrived(databaseUrl: string, requestId: string): Promise<boolean> {
  const until = performance.now() + PATIENCE_MS;
  for (;;) {
    if (await hasEvent(databaseUrl, requestId)) return true;
    if (performance.now() > until) return false;
    await sleep(200);
  }
}

async function lookAtSigned({
  site,
  vonage,
  databaseUrl,
}: Pick<Things, "site" | "vonage" | "databaseUrl" | "facts">): Promise<readonly Finding[]> {
  const { applicationId, callbacks } = vonage;
  if (callbacks === null) return [];
  const requestId = randomUUID();
  const body = bodyAbout(requestId);
  const authorization = `Bearer ${await signed(body, applicationId, callbacks)}`;
  const { status } = await ask(addressOf(site, "vonage"), {
    method: "POST",
    headers: { ...json, authorization },
    body,
  });
  if (status === 401)
    return [
      wrong(
        "what is signed with VONAGE_SIGNATURE_SECRET is refused",
        `The deployment has another VONAGE_SIGNATURE_SECRET, VONAGE_API_KEY or VONAGE_APPLICATION_ID, or another clock. ${ours}`,
      ),
    ];
  if (status !== 204) return [wrong(`what is signed is answered with ${status} and not with 204`, ours)];
  return [
    (await arrived(databaseUrl, requestId))
      ? right("what is signed with VONAGE_SIGNATURE_SECRET is taken, and comes to the database")
      : warning(
          "what is signed is taken, but does not come to the database that is looked at here",
          "Set DATABASE_URL to the deployment's own and run this again.",
        ),
  ];
}

function lookAtReach({
  appUrl,
  settings: { verify },
}: Pick<Things, "appUrl" | "settings">): readonly Finding[] {
  if (!verify?.vonage?.callbacks && !verify?.telnyx?.publicKeys) return [];
  if (!isPrivateHost(appUrl.hostname))
    return [right(`providers can reach ${appUrl.origin}, if what answered here does so from everywhere`)];
  if (verify.simulated) return [note("only the simulator on this machine can reach this address")];
  return [
    warning(
      `no provider can reach ${appUrl.origin}`,
      "Callbacks come once APP_URL is an address that everybody can reach; until then nobody is told that a message was not delivered.",
    ),
  ];
}

export const callbackChecks: readonly Check<Things>[] = [
  makeCheck("Callbacks", "Reach", ["appUrl", "settings"], lookAtReach),
  makeCheck("Callbacks", "Vonage, unsigned", ["vonage", "site"], async ({ vonage, site }) =>
    vonage.callbacks ? lookAtUnsigned(site, "vonage", "VONAGE_API_KEY and VONAGE_SIGNATURE_SECRET") : [],
  ),
  makeCheck("Callbacks", "Vonage, signed", ["vonage", "site", "databaseUrl", "facts"], lookAtSigned),
  // Only Telnyx has the key that signs.
  makeCheck("Callbacks", "Telnyx, unsigned", ["telnyx", "site"], async ({ telnyx, site }) =>
    telnyx.publicKeys ? lookAtUnsigned(site, "telnyx", "TELNYX_PUBLIC_KEY") : [],
  ),
];
