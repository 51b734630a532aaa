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

function duration(locale: string, seconds: number): string {
  const minutes = seconds % 60 === 0;
  const format = new Intl.NumberFormat(locale, {
    style: "unit",
    unit: minutes ? "minute" : "second",
    unitDisplay: "long",
  });
  return format.format(minutes ? seconds / 60 : seconds);
}

export type Rendering = { channel: string; brand: string; code: string; locale: string; seconds: number };

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
      ? wording.speech(brand, Array.from(code).join(", "))
      : wording.text(brand, code, duration(spoken, seconds));
  return { text, locale: spoken };
}
