/**
 * What Vonage speaks in Verify, the older API's list included: it falls back to en-us where a channel lacks one.
 */
const LOCALES =
  "ar-xa cs-cz cy-gb da-dk de-de el-gr en-au en-gb en-in en-us es-es es-mx es-us fi-fi fil-ph fr-ca fr-fr hi-in hu-hu " +
  "id-id is-is it-it ja-jp ko-kr nb-no nl-nl pl-pl pt-br pt-pt ro-ro ru-ru sv-se th-th tr-tr vi-vn yue-cn zh-cn zh-tw";

const known = new Set(LOCALES.split(" "));

/** Where a language has several and the region has none of its own. */
const nearest: Readonly<Record<string, string>> = {
  "en-ca": "en-us",
  "en-ph": "en-us",
  en: "en-gb",
  es: "es-mx",
  fr: "fr-fr",
  pt: "pt-pt",
  "zh-hant": "zh-tw",
  "zh-hans": "zh-cn",
};

/** One language, two names. */
const alias: Readonly<Record<string, string>> = { no: "nb", nn: "nb", tl: "fil" };

/** The nearest of Vonage's locales to a BCP 47 tag, by region, then script, then language. */
export function nearestLocale(wanted: string): string {
  const { language, region, script } = likely(wanted);
  const spoken = alias[language] ?? language;
  const exact = `${spoken}-${region}`;
  if (known.has(exact)) return exact;
  const choice = nearest[exact] ?? nearest[`${spoken}-${script}`] ?? nearest[spoken];
  return choice ?? [...known].find((one) => one.startsWith(`${spoken}-`)) ?? "en-us";
}

/** "zh-HK" is written in Hant, "pt" is spoken in BR: Unicode's likely subtags fill what is left out. */
function likely(wanted: string): Readonly<{ language: string; region: string; script: string }> {
  try {
    const { language, region = "", script = "" } = new Intl.Locale(wanted).maximize();
    return { language, region: region.toLowerCase(), script: script.toLowerCase() };
  } catch {
    return { language: "", region: "", script: "" };
  }
}
