/** Errors from before a connection stood: the request cannot have been heard. */
const codes = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "UND_ERR_CONNECT_TIMEOUT",
]);

/** True when nothing can have been sent; any other silence leaves that open. fetch hides the reason in `cause`. */
export function neverReached(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if ("code" in error && codes.has(String(error.code))) return true;
  return neverReached(error.cause);
}

/** `retry-after` in seconds. Dates and nonsense count as 0: the caller has a least wait of its own. */
export function retryAfterSeconds(header: string | null | undefined): number {
  return /^\d{1,5}$/.test(header ?? "") ? Number(header) : 0;
}

/** Rejects when there is no answer by then. The call itself goes on until its own limit. */
export async function within<Answer>(milliseconds: number, call: Promise<Answer>): Promise<Answer> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error("No answer in time")), milliseconds);
  });
  try {
    return await Promise.race([call, late]);
  } finally {
    clearTimeout(timer);
  }
}
