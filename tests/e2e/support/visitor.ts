import type { OutgoingHttpHeaders } from "node:http";
import type { BrowserContext } from "@playwright/test";
import { type Fields, hiddenFields, multipart } from "./forms";
import { type Answer, type Ask, ask } from "./http";

export type Visitor = ReturnType<typeof newVisitor>;

/** What a person's browser says of itself beside its cookies when it posts one of our own forms. */
export const ownPost = (origin: string) => ({ origin, "sec-fetch-site": "same-origin" });

/**
 * A browser without JavaScript, made of plain requests: it keeps cookies, opens pages and posts their forms.
 * Redirects are not followed, so that a test sees them; `land` does.
 */
export function newVisitor(baseUrl: string, cookies: ReadonlyMap<string, string> = new Map()) {
  const jar = new Map(cookies);

  function keep(line: string): void {
    const [pair = "", ...attributes] = line.split(";").map((part) => part.trim());
    const at = pair.indexOf("=");
    const [name, value] = [pair.slice(0, at), pair.slice(at + 1)];
    const over = value === "" || attributes.some((one) => /^max-age=(0|-\d+)$/i.test(one));
    if (over) jar.delete(name);
    else jar.set(name, value);
  }

  const cookieHeader = (): OutgoingHttpHeaders =>
    jar.size > 0 ? { cookie: [...jar].map(([name, value]) => `${name}=${value}`).join("; ") } : {};

  /** With this browser's cookies, unless other ones are given. */
  async function send(path: string, how: Ask = {}): Promise<Answer> {
    const answer = await ask(baseUrl, path, { ...how, headers: { ...cookieHeader(), ...how.headers } });
    for (const line of answer.setCookies) keep(line);
    return answer;
  }

  const get = (path: string, headers: OutgoingHttpHeaders = {}) => send(path, { headers });

  /** A post of a form as a browser makes it from our own page; `headers` replace what it says. */
  function post(path: string, fields: Fields, headers: OutgoingHttpHeaders = {}): Promise<Answer> {
    const { body, contentType } = multipart(fields);
    const own = { ...ownPost(new URL(baseUrl).origin), "content-type": contentType };
    return send(path, { method: "POST", headers: { ...own, ...headers }, body });
  }

  /** Opens the page and posts the form with this button. */
  async function submit(
    path: string,
    button: string,
    typed: Readonly<Record<string, string>> = {},
    headers: OutgoingHttpHeaders = {},
  ): Promise<Answer> {
    const page = await get(path);
    return post(path, [...hiddenFields(page.body, button), ...Object.entries(typed)], headers);
  }

  /** Where an answer leads, within the application. */
  async function land(answer: Answer): Promise<Answer> {
    const { location } = answer.headers;
    if (answer.status < 300 || answer.status > 399 || !location) return answer;
    const { pathname, search } = new URL(location, baseUrl);
    return land(await get(`${pathname}${search}`));
  }

  return {
    baseUrl,
    jar,
    send,
    get,
    post,
    submit,
    land,
    /** The same cookies in another browser. */
    copy: () => newVisitor(baseUrl, jar),
    /** Gives a real browser what this one holds. */
    enter: (context: BrowserContext): Promise<void> =>
      context.addCookies(
        [...jar].map(([name, value]) => ({ name, value, url: baseUrl, httpOnly: true, sameSite: "Lax" })),
      ),
  };
}
