import { readFile } from "node:fs/promises";
import type { Reply } from "../http/reply";

const types = {
  html: "text/html; charset=utf-8",
  css: "text/css; charset=utf-8",
  js: "text/javascript; charset=utf-8",
  svg: "image/svg+xml",
};

const policy =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; base-uri 'none'";

/** The page's own files; undefined for any other path. Read each time, so that an edit shows on reload. */
export async function handsetFile(path: string): Promise<Reply | undefined> {
  const name = path === "/" ? "index.html" : /^\/handset\/([a-z-]+\.(?:css|js|svg))$/.exec(path)?.[1];
  const type = Object.entries(types).find(([extension]) => name?.endsWith(`.${extension}`))?.[1];
  if (name === undefined || type === undefined) return undefined;
  const body = await readFile(new URL(name, import.meta.url), "utf8").catch(() => undefined);
  if (body === undefined) return undefined;
  return { status: 200, contentType: type, body, headers: { "content-security-policy": policy } };
}
