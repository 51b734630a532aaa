import "server-only";

import encodeQR from "qr";

/** A QR code as the path of an SVG, one unit a module, with the quiet zone around it. */
export type QrPath = Readonly<{ size: number; path: string }>;

export function qrPath(text: string): QrPath {
  const rows = encodeQR(text, "raw", { ecc: "medium", border: 4 });
  const path = rows.flatMap((row, y) => row.map((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : ""))).join("");
  return { size: rows.length, path };
}
