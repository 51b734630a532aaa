import { spawnSync } from "node:child_process";
import { createECDH } from "node:crypto";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import webPush from "web-push";
import { approvalPart } from "@/lib/approvals/settings";
import { readPart } from "@/lib/settings";

function make() {
  const command = fileURLToPath(new URL("../../../dev/vapid.mjs", import.meta.url));
  const { status, stdout, stderr } = spawnSync(process.execPath, [command], { encoding: "utf8" });
  const lines = stdout.trimEnd().split("\n");
  const variables: Record<string, string> = {};
  for (const line of lines) {
    const [name = "", value = ""] = line.split("=");
    variables[name] = value;
  }
  return { status, stderr, lines, variables };
}

test("npm run vapid prints the three lines of an .env, and the rest elsewhere", () => {
  const { status, lines, stderr } = make();
  expect(status).toBe(0);
  expect(lines).toEqual([
    expect.stringMatching(/^VAPID_PUBLIC_KEY=B[\w-]{86}$/),
    expect.stringMatching(/^VAPID_PRIVATE_KEY=[\w-]{43}$/),
    "VAPID_SUBJECT=mailto:you@example.org",
  ]);
  expect(stderr).toMatch(/^# Keep this pair: .+\n$/);
});

test("The public key is that of the private one", () => {
  const { VAPID_PUBLIC_KEY, VAPID_PRIVATE_KEY = "" } = make().variables;
  const pair = createECDH("prime256v1");
  pair.setPrivateKey(VAPID_PRIVATE_KEY, "base64url");
  expect(pair.getPublicKey("base64url")).toBe(VAPID_PUBLIC_KEY);
});

test("Two pairs are not alike", () => {
  expect(make().variables.VAPID_PRIVATE_KEY).not.toBe(make().variables.VAPID_PRIVATE_KEY);
});

test("The application starts with these lines, and can sign with them", () => {
  const { variables } = make();
  const { problems, settings } = readPart(approvalPart, variables);
  expect(problems).toEqual([]);
  const { subject = "", pairs } = settings?.push ?? {};
  const { publicKey = "", privateKey = "" } = pairs?.[0] ?? {};
  const headers = webPush.getVapidHeaders(
    "https://push.example.org",
    subject,
    publicKey,
    privateKey,
    "aes128gcm",
  );
  expect(headers.Authorization).toContain(publicKey);
});
