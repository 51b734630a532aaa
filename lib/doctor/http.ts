import "server-only";

export type Answer = Readonly<{ status: number; headers: Headers; body: string }>;

const TIMEOUT_MS = 4_500;
const MOST_CHARACTERS = 2_000_000;

/** One request. Redirects are answers: nothing that is sent along goes to another address. Throws when nobody answers. */
export async function ask(url: URL | string, init: RequestInit = {}): Promise<Answer> {
  const response = await fetch(url, {
    ...init,
    cache: "no-store",
    redirect: "manual",
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  const body = (await response.text()).slice(0, MOST_CHARACTERS);
  return { status: response.status, headers: response.headers, body };
}

/** The same where silence is an answer too; null: nobody answered. */
export async function tryAsk(url: URL | string, init: RequestInit = {}): Promise<Answer | null> {
  try {
    return await ask(url, init);
  } catch {
    return null;
  }
}
