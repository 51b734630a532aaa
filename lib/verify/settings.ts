import "server-only";

import { z } from "zod";
import { isLoopback, missing, notUsable } from "../settings";
import type { ProviderName } from "./provider";
import * as telnyx from "./telnyx/settings";
import * as vonage from "./vonage/settings";
import { readWorkflow } from "./workflow";

export type VerifySettings = Readonly<{
  /** Who is asked first. */
  provider: ProviderName;
  /** Who is asked when the first refused the number or is down. */
  fallback: ProviderName | null;
  /** Null for a provider that is not used. */
  vonage: vonage.VonageSettings | null;
  telnyx: telnyx.TelnyxSettings | null;
  /** The first provider's host is on this machine. */
  simulated: boolean;
}>;

const shape = {
  VERIFY_PROVIDER: z.string().default("vonage"),
  VERIFY_FALLBACK: z.string().optional(),
  VERIFY_WORKFLOW: z.string().optional(),
  ...vonage.shape,
  ...telnyx.shape,
} as const;

const cures: Readonly<Record<keyof typeof shape, string>> = {
  VERIFY_PROVIDER: "vonage or telnyx",
  VERIFY_FALLBACK: "telnyx, when VERIFY_PROVIDER is vonage; otherwise leave it out",
  VERIFY_WORKFLOW:
    "up to three of sms, voice, whatsapp, rcs and email, each once, separated by commas; silent_auth only before them",
  ...vonage.cures,
  ...telnyx.cures,
};

type Parsed = z.output<z.ZodObject<typeof shape>>;
type Choice = Readonly<{ provider: ProviderName; fallback: ProviderName | null }>;

/** Which providers are used decides what else has to be there, so nothing else is looked at before. */
function choose({ VERIFY_PROVIDER: provider, VERIFY_FALLBACK: fallback }: Parsed): Choice | string {
  if (provider !== "vonage" && provider !== "telnyx")
    return notUsable("VERIFY_PROVIDER", cures.VERIFY_PROVIDER);
  if (fallback === undefined) return { provider, fallback: null };
  if (provider !== "vonage" || fallback !== "telnyx")
    return notUsable("VERIFY_FALLBACK", cures.VERIFY_FALLBACK);
  return { provider, fallback };
}

type Built<Settings> = Readonly<{ settings: Settings | null; problems: readonly string[] }>;

const told = (names: readonly (keyof typeof shape)[]) => names.map((name) => missing(name, cures[name]));

function vonageOf(parsed: Parsed): Built<vonage.VonageSettings> {
  const workflow = readWorkflow(parsed.VERIFY_WORKFLOW ?? "sms,voice");
  const built = vonage.build(parsed, workflow ?? []);
  const problems = workflow ? [] : [notUsable("VERIFY_WORKFLOW", cures.VERIFY_WORKFLOW)];
  return "applicationId" in built
    ? { settings: built, problems }
    : { settings: null, problems: [...problems, ...told(built)] };
}

function telnyxOf(parsed: Parsed): Built<telnyx.TelnyxSettings> {
  const built = telnyx.build(parsed);
  return "apiHost" in built ? { settings: built, problems: [] } : { settings: null, problems: told(built) };
}

const unused = { settings: null, problems: [] } as const;

function build(parsed: Parsed): VerifySettings | readonly string[] {
  const choice = choose(parsed);
  if (typeof choice === "string") return [choice];
  const { provider, fallback } = choice;
  const first = provider === "vonage" ? vonageOf(parsed) : unused;
  const own = provider === "telnyx" || fallback === "telnyx" ? telnyxOf(parsed) : unused;
  const problems = [...first.problems, ...own.problems];
  const { VERIFY_WORKFLOW: workflow = "sms" } = parsed;
  if (provider === "telnyx" && workflow.trim().toLowerCase() !== "sms")
    problems.push(notUsable("VERIFY_WORKFLOW", "Telnyx sends texts only: leave it out, or set it to sms"));
  if (problems.length > 0) return problems;
  const host = provider === "vonage" ? parsed.VONAGE_API_HOST : parsed.TELNYX_API_HOST;
  const simulated = isLoopback(new URL(host).hostname);
  return { provider, fallback, vonage: first.settings, telnyx: own.settings, simulated };
}

export const verifyPart = { shape, cures, build };
