const FOLLOWS_BROWSER = "As your browser says";

/** The language of texts and calls in English: "French", "British English". */
export function languageName(locale: string | null): string {
  if (locale === null) return FOLLOWS_BROWSER;
  try {
    return new Intl.DisplayNames(["en-GB"], { type: "language" }).of(locale) ?? locale;
  } catch {
    return locale;
  }
}
