import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, expect, test, vi } from "vitest";
import { doctorDocs } from "@/dev/generate/doctor-docs";
import { testSimulator } from "../../support/simulator";
import { site as deployment } from "./scenes";

vi.mock("next/server", async (original) => ({
  ...(await original<object>()),
  connection: async () => undefined,
}));

const { control } = await testSimulator();
const site = deployment.origin;
const directory = mkdtempSync(path.join(tmpdir(), "doctor-"));
afterAll(() => rmSync(directory, { recursive: true }));

const file = (name: string, lines: readonly string[]): string => {
  const written = path.join(directory, name);
  writeFileSync(written, lines.join("\n"));
  return written;
};
const nothing = file("nothing.env", []);

type Ended = Readonly<{ code: number | null; output: string; errors: string }>;

/** Every run loads the whole application by itself. */
const PATIENCE_MS = 180_000;

const QUESTION = "The PIN that came";

/** Runs the command as a person does; `answer` types at the first question, the second and so on (0, 1 …). */
function doctor(
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  answer?: (question: number) => string,
): Promise<Ended> {
  const child = spawn(
    process.execPath,
    ["--conditions=react-server", "--import", "tsx", "dev/doctor/main.ts", ...args],
    { env: { ...env, NO_COLOR: "1", NODE_OPTIONS: "" }, stdio: ["pipe", "pipe", "pipe"] },
  );
  let [output, errors, asked] = ["", "", 0];
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    errors += text;
  });
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    output += text;
    if (!answer || output.split(QUESTION).length - 1 === asked) return;
    child.stdin.write(`${answer(asked)}
`);
    asked += 1;
  });
  return new Promise((resolve) => child.on("close", (code) => resolve({ code, output, errors })));
}

const alone = { NODE_ENV: "production", PATH: process.env.PATH } as const;
const configured = { ...process.env, NODE_ENV: "production" } as const;

/** What differs from machine to machine and from day to day; of the same length where lines are broken. */
const steady = (output: string): string =>
  output
    .replace(/version \d+\.\d+\.\d+/g, "version 24.11.1")
    .replace(/takes [\d.]+ ms/g, "takes 0.4 ms")
    .replace(/all \d+ tables/g, "all 30 tables")
    .replace(/PostgreSQL \d+(\.\d+)?/g, "PostgreSQL 18.4")
    .replace(/second (behind|ahead of) this/g, "second ahead of this")
    .replace(
      /20 for each instance of \d+, so for \d+ at once/g,
      "5 for each instance of 100, so for 19 at once",
    )
    .replace(/\((ENOTFOUND|EAI_AGAIN)\)/g, "(ENOTFOUND)");

const broken = file("broken.env", [
  "APP_URL=https://login.example.org/app",
  "DATABASE_URL=postgres://user:password@127.0.0.1:1/countersign",
  "AUTH_SECRET=a-secret-that-is-long-enough-to-be-one",
  "PASSWORD_PEPPERS=a-secret-that-is-long-enough-to-be-one",
  "VONAGE_APPLICATION_ID=my-application",
]);

test(
  "What it prints for a broken and for a right configuration is what docs/doctor.md shows",
  async () => {
    const wrong = await doctor(
      ["--env-file", broken, "--url", "http://127.0.0.1:2", "--mail", "you@countersign.dev"],
      alone,
    );
    const right = await doctor(["--env-file", nothing, "--url", site], configured);
    expect([wrong.errors, right.errors]).toEqual(["", ""]);
    expect([wrong.code, right.code]).toEqual([1, 0]);
    await expect(doctorDocs(steady(wrong.output), steady(right.output))).toMatchFileSnapshot(
      "../../../docs/doctor.md",
    );
  },
  PATIENCE_MS,
);

test(
  "Without any configuration it says what to do first",
  async () => {
    const { code, output } = await doctor(["--env-file", nothing], alone);
    expect(code).toBe(1);
    expect(output).toMatch(/^Nothing is configured here/);
    expect(output).toContain("npx vercel env pull .env.local");
    expect(output).not.toContain("WRONG");
  },
  PATIENCE_MS,
);

test(
  "With --ci what is to be looked at fails, and --json tells all of it",
  async () => {
    const { code, output } = await doctor(
      ["--env-file", nothing, "--url", site, "--ci", "--json"],
      configured,
    );
    expect(code).toBe(1);
    const found: unknown = JSON.parse(output);
    expect(found).toContainEqual(
      expect.objectContaining({
        matter: "Database",
        title: "Least privilege",
        verdict: "warning",
        cure: expect.stringContaining("db/roles.sql"),
      }),
    );
  },
  PATIENCE_MS,
);

test.each([[["--nonsense"]], [["--url", "login"]]])(
  "%j is refused in one line, with an exit code of its own",
  async (args) => {
    const { code, output, errors } = await doctor(args, alone);
    expect([code, output]).toEqual([2, ""]);
    expect(errors.trim().split("\n").length).toBeLessThanOrEqual(2);
  },
);

test(
  "It sends one PIN, has it typed and checked, and waits until the provider's own callback has come",
  async () => {
    control.setCallbackUrls({ vonage: `${site}/api/webhooks/vonage` });
    const number = "+447700900321";
    const { code, output } = await doctor(
      ["--env-file", nothing, "--url", site, "--send", number],
      configured,
      () => control.latestCode(number) ?? "none",
    );
    expect(code).toBe(0);
    expect(output).toContain("Asking vonage to send a PIN to …21 …");
    expect(output).toMatch(/right +Sent +the PIN came, and was right/);
    expect(output).toMatch(/right +Sent +the provider's own callback has come to the database/);
    expect(output).not.toContain("7700900321");
  },
  PATIENCE_MS,
);

test(
  "A wrong PIN is told, giving up cancels the request, and a mail goes out beside",
  async () => {
    const number = "+447700900322";
    const to = "deployer@countersign.example";
    const { output } = await doctor(
      ["--env-file", nothing, "--url", site, "--send", number, "--mail", to],
      configured,
      (question) => (question === 0 ? "000000" : ""),
    );
    expect(output).toContain("That is not the PIN; 2 left.");
    expect(output).toMatch(/look at +Sent +no PIN was typed/);
    expect(output).toMatch(/right +Sent +the mail server has taken one/);
    expect(control.mailsFor(to)).toHaveLength(1);
  },
  PATIENCE_MS,
);
