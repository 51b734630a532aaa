import { encode } from "next-auth/jwt";

const COOKIE = "countersign-session";

/** The request that an action finds itself in. A test file mocks "next/headers" with `nextHeaders`. */
const request = { headers: new Headers(), cookies: new Map<string, string>() };

const jar = {
  get: (name: string) => {
    const value = request.cookies.get(name);
    return value === undefined ? undefined : { name, value };
  },
  set: (name: string, value: string) => {
    request.cookies.set(name, value);
  },
  delete: (name: string) => {
    request.cookies.delete(name);
  },
};

export const nextHeaders = { headers: async () => request.headers, cookies: async () => jar };

type Given = Readonly<{
  sid: string | null;
  origin?: string | null;
  headers?: Readonly<Record<string, string>>;
}>;

/** From now on requests come from a browser with this session, and from this page. */
export async function browseWith({
  sid,
  origin = "http://localhost:3000",
  headers = {},
}: Given): Promise<void> {
  request.cookies.clear();
  request.headers = new Headers({ "user-agent": "Mozilla/5.0 (X11; Linux) Firefox/140.0", ...headers });
  if (origin !== null) request.headers.set("origin", origin);
  if (sid === null) return;
  const secret = process.env.AUTH_SECRET ?? "";
  request.cookies.set(COOKIE, await encode({ token: { sid }, secret, salt: COOKIE }));
}

/** Where an action leads, or what it answers when it leads nowhere. */
export async function whatComesOf<Answer>(action: Promise<Answer>): Promise<Answer | string> {
  try {
    return await action;
  } catch (error) {
    const digest = error instanceof Error && "digest" in error ? String(error.digest) : "";
    const [kind, , path] = digest.split(";");
    if (kind !== "NEXT_REDIRECT" || path === undefined) throw error;
    return path;
  }
}

export function formOf(fields: Readonly<Record<string, string>>): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  return form;
}
