import { formWith } from "./forms";

const browser = {
  "user-agent":
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/144.0.0.0 Safari/537.36",
  "accept-language": "en-GB,en;q=0.9",
  "accept-encoding": "gzip, deflate, br",
};
const navigation = {
  accept: "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
  "upgrade-insecure-requests": "1",
  "sec-fetch-mode": "navigate",
  "sec-fetch-dest": "document",
};
const script = { "sec-fetch-mode": "cors", "sec-fetch-dest": "empty" };

export interface Visitor {
  /** The page at the end of all redirects. */
  open(path: string): Promise<string>;
  /** Posts the form of `html` that has these inputs, as a browser without JavaScript does; follows the redirect. */
  submit(html: string, typed: Readonly<Record<string, string>>): Promise<string>;
  /** Posts as React's script does. The page that it is sent on to comes with the answer. */
  call(form: FormData, headers: Readonly<Record<string, string>>): Promise<string>;
  cookies(): readonly Cookie[];
  /** The address that the browser would show. */
  path(): string;
}

export type Cookie = Readonly<{ name: string; value: string }>;

export type Clock = (step: string, milliseconds: number) => void;

/** The server refused: what was asked, and the status of the answer. */
export class Answered extends Error {
  constructor(
    readonly step: string,
    readonly status: number,
    readonly retryAfter: string | null,
  ) {
    super(`${step} was answered with ${status}.`);
  }
}

type Sent = Readonly<{
  method: "GET" | "POST";
  target: string;
  headers: Record<string, string>;
  body?: FormData;
}>;

/**
 * A browser's cookies, redirects and the headers that a server looks at. `clock` gets every request. `server` is where
 * the requests go, where that is one of several that serve the origin. `kept`: what the browser has from before.
 */
export function createVisitor(
  origin: string,
  clock: Clock = () => {},
  server = origin,
  kept: readonly Cookie[] = [],
): Visitor {
  const jar = new Map(kept.map(({ name, value }) => [name, value]));
  let path = "/";

  function keepCookies(headers: Headers): void {
    for (const line of headers.getSetCookie()) {
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (value === "") jar.delete(name);
      else jar.set(name, value);
    }
  }

  async function request({ method, target, headers, body }: Sent): Promise<string> {
    const { pathname, search } = new URL(target, origin);
    const url = new URL(`${pathname}${search}`, server);
    const step = `${method} ${pathname}`;
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join("; ");
    const site =
      method === "POST" ? { origin, "sec-fetch-site": "same-origin" } : { "sec-fetch-site": "none" };
    // As a balancer before several servers does: what a post says of where it comes from is compared with this.
    const forwarded = server === origin ? {} : { "x-forwarded-host": new URL(origin).host };
    const from = performance.now();
    const response = await fetch(url, {
      method,
      body: body ?? null,
      redirect: "manual",
      headers: { ...browser, ...site, ...forwarded, ...headers, cookie },
    });
    const text = await response.text();
    clock(step, performance.now() - from);
    keepCookies(response.headers);
    const location = response.headers.get("location");
    if (location) return request({ method: "GET", target: location, headers: navigation });
    if (response.status >= 400)
      throw new Answered(step, response.status, response.headers.get("retry-after"));
    const sentOn = response.headers.get("x-action-redirect")?.split(";")[0];
    path = new URL(sentOn ?? url, origin).pathname;
    return text;
  }

  return {
    open: (target) => request({ method: "GET", target, headers: navigation }),
    submit(html, typed) {
      const body = formWith(Object.keys(typed)[0] ?? "", html);
      for (const [name, value] of Object.entries(typed)) body.set(name, value);
      return request({ method: "POST", target: path, headers: navigation, body });
    },
    call: (body, headers) =>
      request({ method: "POST", target: path, headers: { ...script, ...headers }, body }),
    cookies: () => [...jar].map(([name, value]) => ({ name, value })),
    path: () => path,
  };
}
