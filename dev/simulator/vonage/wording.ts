type Wording = { text: (brand: string, code: string, time: string) => string; speech: Speech };
type Speech = (brand: string, digits: string) => string;

const wordings: Record<string, Wording> = {
  en: {
    text: (brand, code, time) => `${brand} code: ${code}. Valid for ${time}. Never share it.`,
    speech: (brand, digits) => `Your ${brand} code is: ${digits}. Once more: ${digits}. Goodbye.`,
  },
  de: {
    text: (brand, code, time) => `${brand}-Code: ${code}. Gültig für ${time}. Nie weitergeben.`,
    speech: (brand, digits) =>
      `Ihr ${brand}-Code lautet: ${digits}. Noch einmal: ${digits}. Auf Wiederhören.`,
  },
  es: {
    text: (brand, code, time) => `Código de ${brand}: ${code}. Válido durante ${time}. No lo compartas.`,
    speech: (brand, digits) => `Tu código de ${brand} es: ${digits}. Otra vez: ${digits}. Adiós.`,
  },
  fr: {
    text: (brand, code, time) => `Code ${brand} : ${code}. Valable ${time}. Ne le partagez jamais.`,
    speech: (brand, digits) => `Votre code ${brand} est : ${digits}. Je répète : ${digits}. Au revoir.`,
  },
  it: {
    text: (brand, code, time) => `Codice ${brand}: ${code}. Valido per ${time}. Non condividerlo.`,
    speech: (brand, digits) => `Il tuo codice ${brand} è: ${digits}. Ripeto: ${digits}. Arrivederci.`,
  },
  pt: {
    text: (brand, code, time) => `Código ${brand}: ${code}. Válido por ${time}. Não o partilhe.`,
    speech: (brand, digits) => `O seu código ${brand} é: ${digits}. Repito: ${digits}. Adeus.`,
  },
  ru: {
    text: (brand, code, time) => `Код ${brand}: ${code}. Срок действия: ${time}. Никому его не сообщайте.`,
    speech: (brand, digits) => `Ваш код ${brand}: ${digits}. Повторяю: ${digits}. До свидания.`,
  },
  hi: {
    text: (brand, code, time) => `${brand} कोड: ${code}. ${time} तक मान्य। इसे किसी को न बताएँ।`,
    speech: (brand, digits) => `आपका ${brand} कोड है: ${digits}. फिर से: ${digits}. नमस्ते।`,
  },
  id: {
    text: (brand, code, time) => `Kode ${brand}: ${code}. Berlaku selama ${time}. Jangan bagikan.`,
    speech: (brand, digits) => `Kode ${brand} Anda adalah: ${digits}. Sekali lagi: ${digits}. Sampai jumpa.`,
  },
};

const durationFormat = (locale: string, minutes: boolean) =>
  new Intl.NumberFormat(locale, { style: "unit", unit: minutes ? "minute" : "second", unitDisplay: "long" });

function duration(locale: string, seconds: number): string {
  const minutes = seconds % 60 === 0;
  return durationFormat(locale, minutes).format(minutes ? seconds / 60 : seconds);
}

/** How long the code holds as number and word, in whole minutes where it is that. */
function durationParts(locale: string, seconds: number) {
  const parts = durationFormat(locale, seconds % 60 === 0).formatToParts(
    seconds % 60 === 0 ? seconds / 60 : seconds,
  );
  const only = (...types: string[]) =>
    parts
      .filter(({ type }) => types.includes(type))
      .map(({ value }) => value)
      .join("");
  return { limit: only("integer", "group"), unit: only("unit") };
}

export type Rendering = { channel: string; brand: string; code: string; locale: string; seconds: number };

export const spell = (code: string) => Array.from(code).join(", ");

/** A template's fragment with its variables filled in. */
export function fillIn(fragment: string, { channel, brand, code, locale, seconds }: Rendering) {
  const { limit, unit } = durationParts(locale, seconds);
  const values: Record<string, string> = {
    code: channel === "voice" ? spell(code) : code,
    brand,
    "time-limit": limit,
    "time-limit-unit": unit,
  };
  const text = fragment.replace(/\$\{([^}]*)\}/g, (whole, name: string) => values[name] ?? whole);
  return { text, locale };
}

/** What the person reads or hears; a language that is not known here reads as English, as with the provider. */
export function render({ channel, brand, code, locale, seconds }: Rendering): {
  text: string;
  locale: string;
} {
  const own = wordings[locale.slice(0, 2).toLowerCase()];
  const wording = own ?? wordings.en;
  const spoken = own ? locale : "en-us";
  if (!wording) throw new Error("The English wording is missing.");
  const text =
    channel === "voice"
      ? wording.speech(brand, spell(code))
      : wording.text(brand, code, duration(spoken, seconds));
  return { text, locale: spoken };
}
