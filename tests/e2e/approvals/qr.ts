import type { Page } from "@playwright/test";
import decodeQR from "qr/decode.js";

const pixels = 4;

/** What a camera reads from the code on this page. */
export async function scan(page: Page): Promise<string> {
  const code = page.getByRole("img", { name: "QR code of the link that enrols one phone" });
  const size = Number((await code.getAttribute("viewBox"))?.split(" ")[2]);
  const path = String(await code.locator("path").getAttribute("d"));
  const width = size * pixels;
  const data = new Uint8ClampedArray(width * width * 4).fill(255);
  for (const [, x, y] of path.matchAll(/M(\d+) (\d+)h1v1h-1z/g)) {
    for (let at = 0; at < pixels * pixels; at += 1) {
      const [across, down] = [
        Number(x) * pixels + (at % pixels),
        Number(y) * pixels + Math.floor(at / pixels),
      ];
      data.fill(0, (down * width + across) * 4, (down * width + across) * 4 + 3);
    }
  }
  return decodeQR({ width, height: width, data });
}
