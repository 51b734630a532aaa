import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import path from "node:path";
import { chromium } from "@playwright/test";

interface Browser {
  executablePath: string;
  args: string[];
}

const quiet = [
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];
const usualPlaces = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/usr/bin/google-chrome-stable",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe",
];
const downloadSeconds = 300;

const isRoot = () => process.getuid?.() === 0;

/** Chromium's own sandbox does not start under root. */
export const browserArguments = (): string[] => (isRoot() ? ["--no-sandbox", ...quiet] : quiet);

/** There, and able to start: a download may lack the system's libraries, Ubuntu's package is only a hint at a snap. */
function works(file: string): boolean {
  if (!existsSync(file)) return false;
  // Chrome for Windows answers --version by opening a window.
  if (process.platform === "win32") return true;
  const { status, stdout } = spawnSync(file, ["--version"], { encoding: "utf8", timeout: 20_000 });
  return status === 0 && /chrom/i.test(stdout);
}

function succeeds(command: string, args: readonly string[]): boolean {
  return spawnSync(command, args, { stdio: "inherit", timeout: downloadSeconds * 1000 }).status === 0;
}

function download(): boolean {
  console.log("  No Chromium found: fetching Playwright's …");
  const cli = path.resolve("node_modules/@playwright/test/cli.js");
  return succeeds(process.execPath, [cli, "install", "chromium"]) && works(chromium.executablePath());
}

function installPackage(): string | undefined {
  if (!isRoot() || !existsSync("/usr/bin/apt-get")) return undefined;
  console.log("  Installing the system's package chromium …");
  const options = ["-y", "-q", "--no-install-recommends"];
  if (!succeeds("apt-get", ["update", "-q"])) return undefined;
  if (!succeeds("env", ["DEBIAN_FRONTEND=noninteractive", "apt-get", "install", ...options, "chromium"]))
    return undefined;
  return usualPlaces.find(works);
}

function findExecutable(): string {
  const named = process.env.CHROMIUM_PATH;
  if (named) {
    if (works(named)) return named;
    throw new Error(`CHROMIUM_PATH names ${named}, which is no Chromium that starts here.`);
  }
  const found = [chromium.executablePath(), ...usualPlaces].find(works);
  if (found) return found;
  if (download()) return chromium.executablePath();
  const installed = installPackage();
  if (installed) return installed;
  throw new Error(
    "The browser tests need a Chromium, and none could be fetched. Install Chromium or Chrome with your system's " +
      'package manager, or run "npx playwright install --with-deps chromium"; or set CHROMIUM_PATH to one that you have.',
  );
}

/** A Chromium that starts on this machine, fetched or installed if there is none. */
export function findBrowser(): Browser {
  return { executablePath: findExecutable(), args: browserArguments() };
}
