import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { chmodSync, chownSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { startChild } from "../child";
import { type Account, canReach, reachableTwin } from "./account";
import { type Binaries, explainFailure } from "./binaries";

const closingSeconds = 5;

/** The directory itself, or, said aloud, one that the account can reach. */
export function placeData(wanted: string, account: Account | undefined): string {
  const directory = path.resolve(wanted);
  mkdirSync(path.dirname(directory), { recursive: true });
  if (!account || canReach(path.dirname(directory), account)) return directory;
  const twin = path.join(reachableTwin(directory, account), "data");
  console.log(
    `The database is kept in ${twin}: PostgreSQL does not run as root, and only root reaches ${directory}.`,
  );
  return twin;
}

function passwordFile(directory: string): string {
  return `${directory}.password`;
}

export function readPassword(directory: string): string {
  return readFileSync(passwordFile(directory), "utf8").trim();
}

/** Makes the cluster once; one that was left half-made is made again. */
export async function prepareData(
  directory: string,
  binaries: Binaries,
  account: Account | undefined,
): Promise<void> {
  const made = `${directory}.made`;
  if (existsSync(made) && existsSync(directory)) return;
  rmSync(directory, { recursive: true, force: true });
  mkdirSync(directory, { mode: 0o700 });
  writeFileSync(passwordFile(directory), `${randomBytes(16).toString("hex")}\n`, { mode: 0o600 });
  chmodSync(passwordFile(directory), 0o600);
  if (account) {
    for (const file of [directory, passwordFile(directory)]) chownSync(file, account.uid, account.gid);
  }
  // Keys are stored canonical, so order by code point is right, and the same on every machine.
  const locale = ["--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"];
  const login = ["--username=countersign", "--auth=scram-sha-256", `--pwfile=${passwordFile(directory)}`];
  const initdb = startChild(binaries.initdb, [`--pgdata=${directory}`, "--no-sync", ...login, ...locale], {
    account,
    cwd: path.parse(directory).root,
    env: { ...process.env, LC_ALL: "C" },
    output: "keep",
  });
  if ((await initdb.exited) !== 0)
    throw explainFailure("Making the embedded PostgreSQL's data", initdb.tail());
  writeFileSync(made, "");
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: "127.0.0.1" });
    socket.once("connect", () => {
      socket.destroy();
      resolve(true);
    });
    socket.once("error", () => resolve(false));
  });
}

/** The program's name behind a process id, undefined when there is none. */
function programOf(pid: number): string | undefined {
  try {
    return execFileSync("ps", ["-o", "comm=", "-p", String(pid)], { encoding: "utf8" }).trim() || undefined;
  } catch {
    return undefined;
  }
}

/** Clears what a crash left behind; a server that is still closing is waited for; a living one is left alone. */
export async function claimData(directory: string): Promise<void> {
  const lock = path.join(directory, "postmaster.pid");
  const until = Date.now() + closingSeconds * 1000;
  while (existsSync(lock)) {
    const [pid = "", , , port = ""] = readFileSync(lock, "utf8").split("\n");
    const living = programOf(Number(pid))?.includes("postgres") ?? false;
    if (!living && !(await answers(Number(port)))) {
      rmSync(lock, { force: true });
      return;
    }
    if (Date.now() > until) {
      throw new Error(
        `Another command is already using the database in ${directory} (PostgreSQL is process ${pid}, port ${port}). ` +
          `Stop that command with Ctrl-C; if there is none any more, run "kill -INT ${pid}".`,
      );
    }
    await delay(200);
  }
}
