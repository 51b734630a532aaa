import "server-only";

import { createECDH } from "node:crypto";
import { refusedByMailServer } from "../notices/mail";
import { type Check, type Finding, makeCheck, note, right, warning, wrong } from "./check";
import { tryAsk } from "./http";
import type { Things } from "./things";

type Pair = Things["push"]["pairs"][number];

function isPair({ publicKey, privateKey }: Pair): boolean {
  const key = createECDH("prime256v1");
  try {
    key.setPrivateKey(privateKey, "base64url");
  } catch {
    return false;
  }
  return key.getPublicKey("base64url") === publicKey;
}

function lookAtPairs({ push: { pairs } }: Pick<Things, "push">): Finding {
  const wrongs = pairs.flatMap((pair, index) => (isPair(pair) ? [] : [index + 1]));
  if (wrongs.length === 0) return right("VAPID_PUBLIC_KEY and VAPID_PRIVATE_KEY belong together");
  const which = pairs.length > 1 ? ` (the ${wrongs.join(", ")}. of ${pairs.length})` : "";
  return wrong(
    `VAPID_PUBLIC_KEY and VAPID_PRIVATE_KEY do not belong together${which}`,
    "Make a new pair with `npm run vapid` and set both. Phones then subscribe anew when their page is opened.",
  );
}

/** Of Chrome, Firefox and Safari; one name of each. */
const services = [
  "https://fcm.googleapis.com",
  "https://updates.push.services.mozilla.com",
  "https://web.push.apple.com",
];

async function lookAtServices({ settings }: Pick<Things, "settings">): Promise<Finding> {
  const simulated = settings.approvals?.pushService;
  const wanted = simulated ? [simulated] : services;
  const answers = await Promise.all(wanted.map((url) => tryAsk(url)));
  const silent = wanted.filter((_, index) => answers[index] === null).map((url) => new URL(url).hostname);
  if (silent.length > 0)
    return warning(
      `${silent.join(", ")} cannot be reached from here`,
      "Where your network holds back what goes out, let https to these hosts through.",
    );
  return right(
    simulated ? "the simulated service can be reached" : "those of Chrome, Firefox and Safari can be reached",
  );
}

async function lookAtMail({ mail }: Pick<Things, "mail">): Promise<Finding> {
  const failed = await refusedByMailServer(mail);
  if (failed === null)
    return right(
      `${mail.host} lets us in${mail.secure ? " over TLS" : mail.onThisMachine ? "" : " after STARTTLS"}`,
    );
  const { code = "no reason given", responseCode } = failed;
  const told = `${mail.host} does not let us in (${[code, responseCode].filter((part) => part !== undefined).join(" ")})`;
  switch (code) {
    case "EAUTH":
      return wrong(told, "Correct user and password in SMTP_URL; in both, @ / : # ? % are percent-encoded.");
    case "ETLS":
      return wrong(
        told,
        "The server offers no STARTTLS at this port: take smtps:// and port 465, or the port that has it (usually 587).",
      );
    default:
      return wrong(
        told,
        "Look whether host and port in SMTP_URL are right, and whether your host lets mail out: many close port 25 and 587.",
      );
  }
}

export const outgoingChecks: readonly Check<Things>[] = [
  makeCheck("Notifications", "Set up", ["settings"], ({ settings: { approvals } }) => {
    if (approvals === null) return [];
    return approvals.push
      ? []
      : note("phones that approve are not notified, as VAPID_PUBLIC_KEY is not set (npm run vapid)");
  }),
  makeCheck("Notifications", "Key pair", ["push"], lookAtPairs),
  makeCheck("Notifications", "Push services", ["settings", "push"], lookAtServices),
  makeCheck("Mail", "Set up", ["settings"], ({ settings: { notices } }) => {
    if (notices === null || notices.mail) return [];
    return warning(
      "there is none: nobody can reset a password, or is told of changes to the account",
      "Set SMTP_URL and MAIL_FROM.",
    );
  }),
  makeCheck("Mail", "Server", ["mail"], lookAtMail),
];
