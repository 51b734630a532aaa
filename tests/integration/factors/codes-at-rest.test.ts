import { createHash } from "node:crypto";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { prepareDummy } from "@/lib/auth/password";
import { hashSecret } from "@/lib/crypto";
import { matchCode } from "@/lib/factors/recovery-codes";
import { testDatabase } from "../../support/database";
import { allRows } from "../../support/notices";
import { newPerson } from "../../support/people";
import { showCode, WRONG_CODE, waitingFor, withCodes } from "./scenes";

const argon = vi.hoisted(() => ({ computed: 0 }));
vi.mock("@node-rs/argon2", async (original) => {
  const real = await original<typeof import("@node-rs/argon2")>();
  const hash: typeof real.hash = (...given) => {
    argon.computed += 1;
    return real.hash(...given);
  };
  const verify: typeof real.verify = (...given) => {
    argon.computed += 1;
    return real.verify(...given);
  };
  return { ...real, hash, verify };
});
vi.mock("next/headers", async () => (await import("../../support/requests")).nextHeaders);
// What is sent afterwards has tests of its own.
vi.mock("@/lib/notices/deliver", () => ({ noticesSoon: vi.fn() }));

const { sql, reset } = await testDatabase();
beforeEach(reset);

describe("what is kept of codes (R-035, R-036)", () => {
  test("is a salted hash of each; no row of any table has a code, or a plain hash of one", async () => {
    const { person, codes } = await withCodes(3);
    await showCode(await waitingFor("recovery", person), codes[0] ?? "");
    const dump = JSON.stringify(await allRows());
    for (const code of codes) {
      const plain = code.replaceAll("-", "");
      for (const form of [code, plain])
        for (const secret of [
          form,
          form.toLowerCase(),
          Buffer.from(form).toString("base64").replace(/=+$/, ""),
          Buffer.from(form).toString("hex"),
          createHash("sha256").update(form).digest("hex"),
          createHash("sha256").update(form).digest("base64url"),
          hashSecret(form),
        ])
          expect(dump).not.toContain(secret);
    }
    const rows = await sql<{ hash: string }[]>`select hash from recovery_codes`;
    for (const { hash } of rows) expect(hash).toContain("$argon2id$v=19$m=19456,t=2,p=1$");
    expect(new Set(rows.map(({ hash }) => hash.split("$")[4])).size).toBe(3);
  });

  test("tells nothing by its locator: without the key nobody can tell which code it is of", async () => {
    const { person, codes } = await withCodes(3);
    const rows = await sql<{ locator: string }[]>`select locator from recovery_codes`;
    const guesses = codes.flatMap((code) =>
      [code, `${person.id}:${code}`, `${code}:${person.id}`, code.replaceAll("-", "")].flatMap((text) =>
        ["base64", "base64url", "hex"].map((encoding) =>
          createHash("sha256")
            .update(text)
            .digest(encoding as "hex")
            .slice(0, 4),
        ),
      ),
    );
    for (const { locator } of rows) {
      expect(locator).toMatch(/^[\w-]{4}$/);
      for (const code of codes) expect(code).not.toContain(locator);
      expect(guesses).not.toContain(locator);
    }
  });

  test("costs one Argon2 computation per post, whatever was typed", async () => {
    await prepareDummy();
    const { person, codes } = await withCodes(3);
    const [used = "", good = ""] = codes;
    await showCode(await waitingFor("recovery", person), used);
    const none = await newPerson();
    const cost = async (userId: string, typed: string): Promise<number> => {
      const before = argon.computed;
      await matchCode(userId, typed);
      return argon.computed - before;
    };
    for (const typed of [good, used, WRONG_CODE, "", "no code at all", "x".repeat(64)])
      expect(await cost(person.id, typed)).toBe(1);
    for (const typed of [good, WRONG_CODE, ""]) expect(await cost(none.id, typed)).toBe(1);
  });

  test("costs none where nothing is to be tried", async () => {
    const { person, codes } = await withCodes(1);
    const handle = await waitingFor("recovery", person);
    await sql`update users set factor_failures = 10, factor_failed_at = now()`;
    const before = argon.computed;
    expect(await showCode(handle, codes[0] ?? "")).toEqual({ kind: "closed" });
    expect(argon.computed).toBe(before);
  });
});
