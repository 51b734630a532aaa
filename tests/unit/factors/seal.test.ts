import { beforeEach, describe, expect, test } from "vitest";
import { required, serveWith } from "../environment";

const [first, second] = [required.PASSWORD_PEPPERS, "second-pepper-that-is-long-enough-to-be-one"];
const plain = Buffer.from("a secret of twenty b");
const ABOUT = "authenticator:one";

async function startedWith(...peppers: readonly string[]) {
  serveWith({ PASSWORD_PEPPERS: peppers.join(",") });
  return import("@/lib/seal");
}

let server: Awaited<ReturnType<typeof startedWith>>;
beforeEach(async () => {
  server = await startedWith(first);
});

test("what is sealed opens as it was, looks different each time and shows nothing of it (R-038)", () => {
  const [one, other] = [server.seal(plain, ABOUT), server.seal(plain, ABOUT)];
  expect(one).not.toBe(other);
  for (const sealed of [one, other]) {
    expect(server.unseal(sealed, ABOUT).equals(plain)).toBe(true);
    expect(sealed).toMatch(/^[0-9a-f]{8}:[\w-]+$/);
    const bytes = Buffer.from(sealed.split(":")[1] ?? "", "base64url");
    expect(bytes.includes(plain)).toBe(false);
  }
});

test("it does not open for another row", () => {
  const sealed = server.seal(plain, ABOUT);
  for (const about of ["authenticator:two", "authenticator:onE", "", `${ABOUT} `])
    expect(() => server.unseal(sealed, about)).toThrow();
});

test("it does not open with any one bit of it changed, or with less of it", () => {
  const [id, encoded = ""] = server.seal(plain, ABOUT).split(":");
  const bytes = Buffer.from(encoded, "base64url");
  for (let bit = 0; bit < bytes.length * 8; bit += 1) {
    const changed = Buffer.from(bytes);
    changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
    expect(() => server.unseal(`${id}:${changed.toString("base64url")}`, ABOUT)).toThrow();
  }
  for (let length = 0; length < bytes.length; length += 1)
    expect(() => server.unseal(`${id}:${bytes.subarray(0, length).toString("base64url")}`, ABOUT)).toThrow();
});

describe("keys are changed without anybody noticing", () => {
  test("what an older key sealed opens still, and what is sealed from then on needs the newest alone", async () => {
    const old = server.seal(plain, ABOUT);
    const rotated = await startedWith(second, first);
    expect(rotated.unseal(old, ABOUT).equals(plain)).toBe(true);
    const made = rotated.seal(plain, ABOUT);
    expect(made.split(":")[0]).not.toBe(old.split(":")[0]);
    const later = await startedWith(second);
    expect(later.unseal(made, ABOUT).equals(plain)).toBe(true);
  });

  test("without its key it is a broken configuration, which names the key and not the secret", async () => {
    const sealed = server.seal(plain, ABOUT);
    const forgetful = await startedWith(second);
    const id = sealed.split(":")[0];
    expect(() => forgetful.unseal(sealed, ABOUT)).toThrow(`No PASSWORD_PEPPERS entry has the seal id ${id}`);
  });

  test("under the name of another key it does not open", async () => {
    const encoded = server.seal(plain, ABOUT).split(":")[1];
    const both = await startedWith(second, first);
    const id = both.seal(plain, ABOUT).split(":")[0];
    expect(() => both.unseal(`${id}:${encoded}`, ABOUT)).toThrow();
  });
});
