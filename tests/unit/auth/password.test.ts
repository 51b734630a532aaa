import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { policy } from "@/lib/policy";
import { required, serveWith } from "../environment";

const password = "correct horse battery";
const [first, second] = [required.PASSWORD_PEPPERS, "second-pepper-that-is-long-enough-to-be-one"];

/** The module as a server has it that was started with these peppers. */
async function startedWith(...peppers: readonly string[]) {
  serveWith({ PASSWORD_PEPPERS: peppers.join(",") });
  (await import("@/lib/env")).env();
  return import("@/lib/auth/password");
}

let server: Awaited<ReturnType<typeof startedWith>>;

beforeEach(async () => {
  server = await startedWith(first);
});

describe("What is stored", () => {
  test("The pepper's id, then a PHC string that names algorithm and cost, salt and hash", async () => {
    expect(await server.hashPassword(password)).toMatch(
      /^[0-9a-f]{8}:\$argon2id\$v=19\$m=19456,t=2,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/,
    );
  });

  test("The same password is stored differently each time", async () => {
    const [one, other] = await Promise.all([server.hashPassword(password), server.hashPassword(password)]);
    expect(one).not.toBe(other);
  });

  test("Neither the password nor the pepper is in it", async () => {
    const stored = await server.hashPassword(password);
    expect(stored).not.toContain(password);
    for (const part of [first, first.slice(0, 8), Buffer.from(first).toString("hex").slice(0, 8)]) {
      expect(stored.split(":")[0]).not.toContain(part);
    }
  });

  test("Without the pepper the hash cannot be checked", async () => {
    const { verify } = await import("@node-rs/argon2");
    const [, phc = ""] = (await server.hashPassword(password)).split(":");
    expect(await verify(phc, password)).toBe(false);
  });
});

describe("Exactly what was typed is right", () => {
  const long = "x".repeat(72);

  test.each([
    ["itself", password, password],
    ["spaces at its ends", "  spaces stay  ", "  spaces stay  "],
    ["emoji", "👩‍👩‍👧‍👦".repeat(12), "👩‍👩‍👧‍👦".repeat(12)],
    [
      "an accent typed as one character and as two",
      "Ange\u0301lique est la\u0300",
      "Ang\u00e9lique est l\u00e0",
    ],
    ["two characters and one", "\u00c5ngstr\u00f6m units", "A\u030angstro\u0308m units"],
    ["256 wide characters", "👍".repeat(256), "👍".repeat(256)],
  ])("%s", async (_, chosen, typed) => {
    const stored = await server.hashPassword(chosen);
    expect(await server.checkPassword(stored, typed)).toEqual({ right: true, outdated: false });
  });

  test.each([
    ["another case", password, "Correct horse battery"],
    ["a space more", password, `${password} `],
    ["a space less", "  spaces stay  ", "spaces stay"],
    ["nothing", password, ""],
    ["another character 73", `${long}a`, `${long}b`],
    ["nothing after character 72", `${long}a`, long],
    ["another last character of 256", `${"x".repeat(255)}a`, `${"x".repeat(255)}b`],
    ["a letter without its accent", "Angélique est là", "Angelique est la"],
    ["full-width letters", "correct horse battery", "ｃorrect horse battery"],
    ["a ligature for its letters", "official secrets", "oﬃcial secrets"],
    ["more after NUL", "correct horse", "correct horse\0battery"],
  ])("%s is wrong", async (_, chosen, typed) => {
    const stored = await server.hashPassword(chosen);
    expect(await server.checkPassword(stored, typed)).toMatchObject({ right: false });
  });
});

describe("Peppers are changed without anybody noticing", () => {
  test("What an older pepper made stays right, and is marked to be made anew", async () => {
    const stored = await server.hashPassword(password);
    const rotated = await startedWith(second, first);
    expect(await rotated.checkPassword(stored, password)).toEqual({ right: true, outdated: true });
    expect(await rotated.checkPassword(stored, "wrong")).toMatchObject({ right: false });
  });

  test("What is made from then on needs the newest alone", async () => {
    const stored = await (await startedWith(second, first)).hashPassword(password);
    expect(stored.split(":")[0]).not.toBe((await server.hashPassword(password)).split(":")[0]);
    const later = await startedWith(second);
    expect(await later.checkPassword(stored, password)).toEqual({ right: true, outdated: false });
  });

  test("A pepper that is gone is a broken configuration, not a wrong password", async () => {
    const stored = await server.hashPassword(password);
    const forgetful = await startedWith(second);
    const id = stored.split(":")[0];
    await expect(forgetful.checkPassword(stored, password)).rejects.toThrow(
      `No PASSWORD_PEPPERS entry has the id ${id}`,
    );
  });

  test("What is stored for one pepper is worth nothing under the name of another", async () => {
    const [, phc] = (await server.hashPassword(password)).split(":");
    const both = await startedWith(second, first);
    const [id] = (await both.hashPassword(password)).split(":");
    expect(await both.checkPassword(`${id}:${phc}`, password)).toMatchObject({ right: false });
  });
});

describe("Costs are changed without anybody noticing", () => {
  afterEach(() => {
    vi.doUnmock("@/lib/policy");
  });

  test.each([
    ["less memory", { memoryCost: 8_192 }],
    ["fewer rounds", { timeCost: 1 }],
    ["more rounds", { timeCost: 3 }],
    ["more lanes", { parallelism: 2 }],
  ])("What was made with %s stays right, and is marked to be made anew", async (_, change) => {
    const argon2 = { ...policy.password.argon2, ...change };
    vi.doMock("@/lib/policy", async (original) => ({
      ...(await original<typeof import("@/lib/policy")>()),
      policy: { ...policy, password: { ...policy.password, argon2 } },
    }));
    const stored = await (await startedWith(first)).hashPassword(password);
    expect(await server.checkPassword(stored, password)).toEqual({ right: true, outdated: true });
    expect(await server.checkPassword(stored, "wrong")).toMatchObject({ right: false });
  });
});

describe("A name that nobody has", () => {
  test("It costs a check that ends in nothing", async () => {
    await server.prepareDummy();
    expect(await server.checkStored(null, password)).toEqual({ right: false, outdated: false });
    expect(await server.checkStored(null, "a password that nobody has")).toMatchObject({ right: false });
  });

  test("Too many at once are turned away, and the next is served again", async () => {
    const { Overloaded } = await import("@/lib/auth/hash-gate");
    const { maxConcurrentHashes, maxQueuedHashes } = policy.password;
    const flood = Array.from({ length: maxConcurrentHashes + maxQueuedHashes }, () =>
      server.hashPassword(password),
    );
    await expect(server.checkStored(null, password)).rejects.toBeInstanceOf(Overloaded);
    await Promise.all(flood);
    await expect(server.checkStored(null, password)).resolves.toMatchObject({ right: false });
  });
});
