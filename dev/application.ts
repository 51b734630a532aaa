import { setTimeout as delay } from "node:timers/promises";
import { next } from "./build";
import { type Child, startChild } from "./child";
import { step } from "./progress";

const patienceSeconds = 120;

async function answers(url: string): Promise<boolean> {
  try {
    const response = await fetch(url, { redirect: "manual", signal: AbortSignal.timeout(30_000) });
    await response.arrayBuffer();
    return true;
  } catch {
    return false;
  }
}

interface ApplicationOptions {
  mode: "start" | "dev";
  port: number;
  env: NodeJS.ProcessEnv;
  /** Where its output goes; without it to the terminal. */
  logFile?: string;
}

/** Starts Next and returns once it answers. `exited` tells when it ends by itself. */
export async function startApplication(options: ApplicationOptions): Promise<Child> {
  // By name, not by address: Next builds absolute addresses from the name that it is given here.
  const args = [next, options.mode, "--port", String(options.port), "--hostname", "localhost"];
  const application = startChild(process.execPath, args, {
    env: options.env,
    output: options.logFile ? { file: options.logFile } : "inherit",
  });
  const waitUntilItAnswers = async () => {
    let code: number | undefined;
    void application.exited.then((exit) => {
      code = exit;
    });
    for (const until = Date.now() + patienceSeconds * 1000; Date.now() < until; await delay(150)) {
      if (code !== undefined)
        throw new Error(`The application ended at once (code ${code}).\n${application.tail().trim()}`);
      if (await answers(`http://localhost:${options.port}/`)) return;
    }
    await application.stop();
    throw new Error(
      `The application does not answer after ${patienceSeconds} s.\n${application.tail().trim()}`,
    );
  };
  await step("Starting the application", waitUntilItAnswers);
  return application;
}
