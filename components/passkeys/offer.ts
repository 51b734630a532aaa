import type { RequestOptions } from "@/lib/passkeys/options";

/** What a passkey is to sign, and the token of the cookie that it was made from. */
export type Offer = Readonly<{ options: RequestOptions; token: string }>;

const isOffer = (told: unknown): told is Offer =>
  typeof told === "object" && told !== null && "options" in told && "token" in told;

/** Null: the server gives none now. Each offer takes the place of the one before, so one that nobody wants is called off. */
export async function askOffer(signal?: AbortSignal): Promise<Offer | null> {
  try {
    const answer = await fetch("/api/passkeys", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ do: "login" }),
      ...(signal && { signal }),
    });
    const told: unknown = answer.ok ? await answer.json() : null;
    return isOffer(told) ? told : null;
  } catch {
    return null;
  }
}
