/** Milliseconds since 1970 as the pages have them: ISO 8601. */
export const iso = (ms: number): string => new Date(ms).toISOString();
