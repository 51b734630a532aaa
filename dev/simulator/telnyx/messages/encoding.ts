export type Encoding = "GSM-7" | "UCS-2";

// 3GPP TS 23.038: the basic alphabet, and the characters of its extension, which take two places each.
const basic = new Set(
  "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà",
);
const extended = new Set("\f^{}\\[~]|€");

const fits = (text: string) => Array.from(text).every((sign) => basic.has(sign) || extended.has(sign));

/** How a text goes over the air; undefined when it has characters that the wanted encoding lacks. */
export function encode(
  text: string,
  wanted: "auto" | "gsm7" | "ucs2",
): { encoding: Encoding; parts: number } | undefined {
  const plain = fits(text);
  if (wanted === "gsm7" && !plain) return undefined;
  if (plain && wanted !== "ucs2") {
    const places = Array.from(text).reduce((sum, sign) => sum + (extended.has(sign) ? 2 : 1), 0);
    return { encoding: "GSM-7", parts: places <= 160 ? 1 : Math.ceil(places / 153) };
  }
  return { encoding: "UCS-2", parts: text.length <= 70 ? 1 : Math.ceil(text.length / 67) };
}
