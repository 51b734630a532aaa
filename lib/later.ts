import "server-only";

import { after } from "next/server";
import { describeError, log } from "./log";

async function guarded(work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (error) {
    log("error", "later.failed", describeError(error));
  }
}

/** Does work once the answer is out, where a request is being answered; otherwise at once. It never throws. */
export function later(work: () => Promise<unknown>): void {
  try {
    after(() => guarded(work));
  } catch {
    void guarded(work);
  }
}
