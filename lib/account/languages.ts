/** Languages that both providers' texts and calls have, by BCP 47 tag; Telnyx falls back to English in some. */
const tags = [
  "ar",
  "cs",
  "cy",
  "da",
  "de",
  "el",
  "en-GB",
  "en-US",
  "es-ES",
  "es-MX",
  "fi",
  "fil",
  "fr-CA",
  "fr-FR",
  "hi",
  "hu",
  "id",
  "is",
  "it",
  "ja",
  "ko",
  "nb",
  "nl",
  "pl",
  "pt-BR",
  "pt-PT",
  "ro",
  "ru",
  "sv",
  "th",
  "tr",
  "vi",
  "zh-CN",
  "zh-TW",
] as const;

export type LanguageChoice = Readonly<{ tag: string; name: string }>;

const nameOf = (tag: string): string => {
  const name = new Intl.DisplayNames([tag], { type: "language" }).of(tag) ?? tag;
  return name.charAt(0).toLocaleUpperCase(tag) + name.slice(1);
};

/** Each in its own words, so that whoever needs one finds it. */
export const languages: readonly LanguageChoice[] = tags
  .map((tag) => ({ tag, name: nameOf(tag) }))
  .sort((a, b) => a.name.localeCompare(b.name, "en"));

export const isLanguage = (tag: string): boolean => tags.some((one) => one === tag);
