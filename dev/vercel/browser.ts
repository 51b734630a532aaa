import { type Answer, exchange } from "./invoke";

export interface Page {
  status: number;
  headers: Headers;
  text: string;
  location: string | null;
}

export interface Form {
  fields: Map<string, string>;
  /** The form's own markup, to tell it by its words. */
  markup: string;
}

const entities: Record<string, string> = {
  "&amp;": "&",
  "&quot;": '"',
  "&#x27;": "'",
  "&lt;": "<",
  "&gt;": ">",
};

const plain = (text: string) => text.replace(/&(?:amp|quot|#x27|lt|gt);/g, (one) => entities[one] ?? one);

export function attribute(tag: string, name: string): string | undefined {
  const value = new RegExp(`\\s${name}="([^"]*)"`).exec(tag)?.[1];
  return value === undefined ? undefined : plain(value);
}

/** The forms of a page with what they would post untouched; buttons are left to the caller. */
export function formsOf(html: string): Form[] {
  return [...html.matchAll(/<form\b[^>]*>.*?<\/form>/gs)].map(([markup]) => {
    const fields = new Map<string, string>();
    for (const [tag] of markup.matchAll(/<(?:input|select)\b[^>]*>/g)) {
      const name = attribute(tag, "name");
      if (name !== undefined) fields.set(name, attribute(tag, "value") ?? "");
    }
    return { fields, markup };
  });
}

/** A browser without JavaScript: keeps cookies by the rules of their names, follows nothing by itself. */
export function createBrowser(port: number, host: string) {
  const cookies = new Map<string, string>();

  function keep(line: string): void {
    const [pair = "", ...attributes] = line.split(";").map((part) => part.trim());
    const name = pair.slice(0, pair.indexOf("="));
    const has = (wanted: string) => attributes.some((one) => one.toLowerCase() === wanted);
    const bound = has("secure") && has("path=/") && !attributes.some((one) => /^domain=/i.test(one));
    if (!name.startsWith("__Host-") || !bound || !has("httponly"))
      throw new Error(`This cookie must be __Host-, Secure, HttpOnly and for "/": ${name}`);
    const gone = has("max-age=0") || attributes.some((one) => one.startsWith("Expires=Thu, 01 Jan 1970"));
    if (gone) cookies.delete(name);
    else cookies.set(name, pair.slice(name.length + 1));
  }

  function read({ status, headers, body }: Answer): Page {
    for (const line of headers.getSetCookie()) keep(line);
    return { status, headers, text: body.toString("utf8"), location: headers.get("location") };
  }

  const common = (site: string) => ({
    host,
    "user-agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
    accept: "text/html,application/xhtml+xml",
    "accept-language": "en-GB,en;q=0.9",
    "sec-fetch-site": site,
    "sec-fetch-mode": "navigate",
    "sec-fetch-dest": "document",
    ...(cookies.size > 0 && { cookie: [...cookies].map((pair) => pair.join("=")).join("; ") }),
  });

  return {
    cookies,
    async get(path: string, extra: Record<string, string> = {}): Promise<Page> {
      const headers = { ...common("none"), ...extra };
      return read(await exchange({ port, method: "GET", path, headers, body: Buffer.alloc(0) }));
    },
    /** Posts a form back to its page, from our own origin unless another is named. */
    async submit(path: string, form: Form, typed: Record<string, string>, origin = `https://${host}`) {
      const data = new FormData();
      for (const [name, value] of new Map([...form.fields, ...Object.entries(typed)])) data.set(name, value);
      const encoded = new Response(data);
      const headers = {
        ...common(origin === `https://${host}` ? "same-origin" : "cross-site"),
        origin,
        "content-type": encoded.headers.get("content-type") ?? "",
      };
      const body = Buffer.from(await encoded.arrayBuffer());
      return read(
        await exchange({
          port,
          method: "POST",
          path,
          headers: { ...headers, "content-length": String(body.length) },
          body,
        }),
      );
    },
  };
}

export type Browser = ReturnType<typeof createBrowser>;
