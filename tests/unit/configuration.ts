import { expect } from "vitest";
import { ConfigurationError, parseEnv } from "@/lib/env";
import { required } from "./environment";

export type Changes = Readonly<Record<string, string | undefined>>;

const { VONAGE_APPLICATION_ID, VONAGE_PRIVATE_KEY, ...others } = required;

/** What every server needs, whoever sends its PINs. */
export const core = others;

export const secret = "a-signature-secret-of-forty-characters--";
export const apiKey = "KEY0123456789abcdef";
/** The least that each provider starts with. */
export const vonage = { ...core, VONAGE_APPLICATION_ID, VONAGE_PRIVATE_KEY };
export const telnyx = {
  ...core,
  VERIFY_PROVIDER: "telnyx",
  TELNYX_API_KEY: apiKey,
  TELNYX_FROM: "+447700900000",
};

export const present = (changes: Changes) =>
  Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined));

/** What the server would say instead of starting. */
export function problems(changes: Changes): readonly string[] {
  try {
    parseEnv(present(changes));
    return [];
  } catch (error) {
    if (error instanceof ConfigurationError) return error.problems;
    throw error;
  }
}

export const starting = (...beginnings: string[]) =>
  beginnings.map((beginning) => expect.stringMatching(new RegExp(`^${beginning}`)));
