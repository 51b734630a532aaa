import { randomUUID } from "node:crypto";
import { beforeEach, describe, expect, test } from "vitest";
import { required, serveWith } from "./environment";

let links: typeof import("@/lib/links");

beforeEach(async () => {
  serveWith();
  links = await import("@/lib/links");
});

const purposes = ["not-me", "undo-number", "confirm-email", "reset"] as const;
const id = randomUUID();

describe.each(purposes)("A link for %s", (purpose) => {
  test("It names the row it was made for", () => {
    expect(links.readLink(purpose, links.linkToken(purpose, id))).toBe(id);
  });

  test.each(purposes.filter((other) => other !== purpose))("It opens nothing as a link for %s", (other) => {
    expect(links.readLink(other, links.linkToken(purpose, id))).toBeNull();
  });

  test("It stands in an address of ours, whatever host somebody asked", () => {
    const url = new URL(links.linkUrl(purpose, id));
    expect(url.origin).toBe(required.APP_URL);
    expect(links.readLink(purpose, url.searchParams.get("link"))).toBe(id);
  });
});

describe("What is no link of ours", () => {
  test("Changing any one letter makes it worthless", () => {
    const token = links.linkToken("reset", id);
    const others = [...token].map((letter, at) => {
      const other = letter === "A" ? "B" : "A";
      return token.slice(0, at) + other + token.slice(at + 1);
    });
    // The last letter of each half carries a few bits only, so another one may stand for the same bytes.
    const read = others.map((other) => links.readLink("reset", other));
    expect(read.filter((found) => found !== null && found !== id)).toEqual([]);
    expect(read.filter((found) => found === null).length).toBeGreaterThanOrEqual(token.length - 2);
  });

  test("The mark of one row does not fit another", () => {
    const [one, other] = [links.linkToken("reset", id), links.linkToken("reset", randomUUID())];
    expect(links.readLink("reset", other.slice(0, 22) + one.slice(22))).toBeNull();
  });

  test.each([
    undefined,
    null,
    "",
    1,
    {},
    [],
    "a".repeat(44),
    "=".repeat(44),
    "é".repeat(44),
    "a".repeat(1_000_000),
  ])("%s opens nothing", (given) => {
    for (const purpose of purposes) expect(links.readLink(purpose, given)).toBeNull();
  });

  test("What carries more than a link does is none", () => {
    const token = links.linkToken("reset", id);
    expect(links.readLink("reset", `${token}x`)).toBeNull();
    expect(links.readLink("reset", [token])).toBeNull();
  });
});

describe("When AUTH_SECRET is rotated", () => {
  const [old, next] = [
    "an older secret that is long enough to be one",
    "a newer secret that is long enough to be",
  ];

  const tokenWith = async (secrets: string) => {
    serveWith({ AUTH_SECRET: secrets });
    return (await import("@/lib/links")).linkToken("not-me", id);
  };
  const readWith = async (secrets: string, token: string) => {
    serveWith({ AUTH_SECRET: secrets });
    return (await import("@/lib/links")).readLink("not-me", token);
  };

  test("Links made before go on working while the old one is in the list, and no longer", async () => {
    const token = await tokenWith(old);
    expect(await readWith(`${next},${old}`, token)).toBe(id);
    expect(await readWith(next, token)).toBeNull();
  });

  test("New links are made with the newest", async () => {
    expect(await readWith(next, await tokenWith(`${next},${old}`))).toBe(id);
  });
});
