/** The default alphabet of GSM 03.38 without its escapes. With any other letter a text costs as much as several. */
const LETTERS = new Set(
  "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà",
);

/** Accents that a text lacks are left off, and letters without any like them are left out. */
export function gsm(text: string): string {
  const like = (letter: string): string =>
    LETTERS.has(letter) ? letter : [...letter.normalize("NFKD")].filter((part) => LETTERS.has(part)).join("");
  return [...text.normalize("NFC")].map(like).join("");
}
