type Parts = Readonly<{ code: string; brand: string; tag: string | null }>;
type Wording = (parts: Parts) => string;

const numbered = (word: string, tag: string | null): string => (tag === null ? "" : ` (${word} ${tag})`);

/**
 * Only letters that a plain text has (GSM 7 bit, which lacks most accents): with any other one a text holds 70
 * characters instead of 160, and costs as much as several.
 */
const wordings = {
  en: ({ code, brand, tag }) =>
    `${code} is your PIN for ${brand}${numbered("message", tag)}. Never share it with anyone.`,
  de: ({ code, brand, tag }) =>
    `${code} ist Ihre PIN für ${brand}${numbered("Nachricht", tag)}. Geben Sie sie an niemanden weiter.`,
  fr: ({ code, brand, tag }) =>
    `${code} est votre code PIN pour ${brand}${numbered("message", tag)}. Ne le communiquez à personne.`,
  es: ({ code, brand, tag }) =>
    `${code} es su PIN para ${brand}${numbered("mensaje", tag)}. No lo comparta con nadie.`,
  it: ({ code, brand, tag }) =>
    `${code} è il suo PIN per ${brand}${numbered("messaggio", tag)}. Non lo comunichi a nessuno.`,
  pt: ({ code, brand, tag }) =>
    `${code} é o seu PIN para ${brand}${numbered("mensagem", tag)}. Nunca o revele a outra pessoa.`,
  nl: ({ code, brand, tag }) =>
    `${code} is uw pincode voor ${brand}${numbered("bericht", tag)}. Deel hem met niemand.`,
  pl: ({ code, brand, tag }) => `${code} to PIN do ${brand}${numbered("nr", tag)}. Nie podawaj go nikomu.`,
} as const satisfies Record<string, Wording>;

export const languages = Object.keys(wordings);

type Language = keyof typeof wordings;

const isLanguage = (language: string): language is Language => Object.hasOwn(wordings, language);

function nearestLanguage(locale: string): Language {
  const language = locale.toLowerCase().split("-")[0] ?? "";
  return isLanguage(language) ? language : "en";
}

/**
 * The text that carries a PIN of ours. Its last line binds the PIN to our host (WebOTP, and the same on iOS): a browser
 * fills it in there and nowhere else. No link, so that nobody learns to follow one.
 */
export function messageText(parts: Parts & Readonly<{ locale: string; host: string }>): string {
  const { code, host, locale } = parts;
  return `${wordings[nearestLanguage(locale)](parts)}\n\n@${host} #${code}`;
}
