import decodeQR from "qr/decode.js";
import { describe, expect, test } from "vitest";
import { qrPath } from "@/lib/approvals/qr";

/** The path as a camera sees it, so many points a module. */
function seen({ size, path }: ReturnType<typeof qrPath>, scale = 4) {
  const width = size * scale;
  const data = new Uint8Array(width * width * 4).fill(255);
  for (const [, x, y] of path.matchAll(/M(\d+) (\d+)h1v1h-1z/g))
    for (let row = 0; row < scale; row += 1)
      for (let column = 0; column < scale; column += 1) {
        const at = ((Number(y) * scale + row) * width + Number(x) * scale + column) * 4;
        data.fill(0, at, at + 3);
      }
  return { width, height: width, data };
}

describe("The code of a link", () => {
  test.each([
    `https://login.example.org/approve/enrol#${"Ab-_".repeat(5)}xy`,
    `http://localhost:3000/approve/enrol#${"a".repeat(22)}`,
    `https://a-rather-long-name-of-a-host.login.example.co.uk:8443/approve/enrol#${"Z9".repeat(11)}`,
  ])("reads as %s", (text) => {
    expect(decodeQR(seen(qrPath(text)))).toBe(text);
  });

  test("has four modules of quiet all around it, and nothing but modules", () => {
    const { size, path } = qrPath("https://login.example.org/approve/enrol#a");
    expect(path).toMatch(/^(?:M\d+ \d+h1v1h-1z)+$/);
    const places = [...path.matchAll(/M(\d+) (\d+)/g)].flatMap(([, x, y]) => [Number(x), Number(y)]);
    expect([Math.min(...places), Math.max(...places)]).toEqual([4, size - 5]);
  });
});
