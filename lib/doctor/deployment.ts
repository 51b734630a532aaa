import "server-only";

import type { z } from "zod";
import { deploymentAnswer } from "./answer";
import { codeOf, type Maybe } from "./check";
import { ask } from "./http";

/** Of a block that no visitor has (RFC 5737): whoever is taken for it was believed. */
const MADE_UP = "203.0.113.77";

export type Deployment = z.output<typeof deploymentAnswer> &
  Readonly<{
    /** The address that we made up was believed. */
    forgeable: boolean;
    /** How far its clock is ahead of this machine's. */
    aheadMs: number;
  }>;

function parsed(body: string): z.output<typeof deploymentAnswer> | null {
  try {
    return deploymentAnswer.parse(JSON.parse(body));
  } catch {
    return null;
  }
}

/** Asks a deployment about itself, as somebody who says to come from elsewhere. */
export async function askDeployment(
  site: URL,
  cronSecret: string,
  header: string | null,
): Promise<Maybe<Deployment>> {
  try {
    const sentAt = Date.now();
    const { status, body } = await ask(new URL("/api/doctor", site), {
      headers: {
        authorization: `Bearer ${cronSecret}`,
        "x-forwarded-for": MADE_UP,
        ...(header !== null && { [header]: MADE_UP }),
      },
    });
    const middle = (sentAt + Date.now()) / 2;
    const told = status === 200 ? parsed(body) : null;
    if (told === null) return { because: `the deployment does not answer the doctor (${status})` };
    return { have: { ...told, forgeable: told.address === MADE_UP, aheadMs: told.clock - middle } };
  } catch (error) {
    return { because: `the deployment does not answer (${codeOf(error)})` };
  }
}
