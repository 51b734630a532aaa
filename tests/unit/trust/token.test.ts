import { expect, test } from "vitest";
import { randomSecret } from "@/lib/crypto";
import { readToken, writtenToken } from "@/lib/trust/token";

test("What is written is read again", () => {
  for (let index = 0; index < 100; index += 1) {
    const token = { id: crypto.randomUUID(), secret: randomSecret() };
    const written = writtenToken(token);
    expect(written).toMatch(/^[\w-]{22}\.[\w-]{43}$/);
    expect(readToken(written)).toEqual(token);
  }
});

const secret = "s".repeat(43);

test.each([
  "",
  ".",
  secret,
  `${"A".repeat(21)}.${secret}`,
  `${"A".repeat(22)}.${secret}s`,
  `${"A".repeat(22)}.${secret}\n`,
  `${"A".repeat(22)} .${secret}`,
  `${"é".repeat(22)}.${secret}`,
])("%j is no token", (text) => expect(readToken(text)).toBeNull());
