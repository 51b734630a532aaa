import { parseArgs } from "node:util";
import { isSafeAddress } from "../../lib/settings";

export type Options = Readonly<{
  /** Where the deployment is looked at, when that is not APP_URL. */
  site: URL | null;
  /** Files of variables; what is set already wins, and the first file over the others. */
  files: readonly string[];
  json: boolean;
  /** What is to be looked at fails too. */
  strict: boolean;
  /** Whom a mail goes to, and a PIN. */
  mail: string | null;
  number: string | null;
}>;

export const usage = `npm run doctor -- [options]

  --url ADDRESS      look at the deployment there (APP_URL without it)
  --env-file FILE    read the variables of this file (.env.local and .env without it)
  --mail ADDRESS     send one mail there
  --send NUMBER      send one PIN to your own phone, such as +447911123456, ask for it and wait for the callback
  --ci               fail for what is to be looked at too
  --json             tell it as JSON`;

/** Null: the usage is asked for. Throws what is wrong with them, in words. */
export function readOptions(args: readonly string[]): Options | null {
  const { values } = parseArgs({
    args: [...args],
    options: {
      url: { type: "string" },
      "env-file": { type: "string", multiple: true },
      mail: { type: "string" },
      send: { type: "string" },
      ci: { type: "boolean" },
      json: { type: "boolean" },
      help: { type: "boolean", short: "h" },
    },
  });
  if (values.help) return null;
  const { url, mail = null, send: number = null, json = false, ci: strict = false } = values;
  if (url !== undefined && !isSafeAddress(url))
    throw new Error(
      "--url takes an https address such as https://login.example.org: CRON_SECRET is sent there.",
    );
  if (json && (mail !== null || number !== null))
    throw new Error("--mail and --send talk to you, which --json does not.");
  const files = values["env-file"] ?? [];
  return { site: url === undefined ? null : new URL(url), files, json, strict, mail, number };
}
