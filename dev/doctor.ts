import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

const main = fileURLToPath(new URL("./doctor/main.ts", import.meta.url));

/** In a process of its own: what is for the server alone loads only under that condition. */
export function run(args: readonly string[]): Promise<number> {
  const child = spawn(process.execPath, ["--conditions=react-server", "--import", "tsx", main, ...args], {
    stdio: "inherit",
  });
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => resolve(code ?? 1));
  });
}
