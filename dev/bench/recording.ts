import type { Browser, Page, Request } from "@playwright/test";

/** A post of React's script: which action, from which page, with which fields in which order. */
export interface RecordedPost {
  headers: Record<string, string>;
  fields: readonly (readonly [name: string, value: string])[];
}

export interface Recording {
  posts: RecordedPost[];
  /** Documents and what the scripts asked for, the posts among them; everything but files. */
  requests: string[];
}

const constantHeader = /^(accept|rsc|next-.*)$/;

function fieldsOf(body: string, contentType = ""): [string, string][] {
  if (!contentType.startsWith("multipart/form-data"))
    throw new Error(`The browser's script posted "${contentType}", which the bench cannot repeat.`);
  const parts = body.matchAll(/name="([^"]*)"\r\n\r\n(.*?)\r\n--/gs);
  return [...parts].map(([, name = "", value = ""]) => [name, value]);
}

async function recordedPost(request: Request): Promise<RecordedPost> {
  const headers = await request.allHeaders();
  return {
    headers: Object.fromEntries(Object.entries(headers).filter(([name]) => constantHeader.test(name))),
    fields: fieldsOf(request.postData() ?? "", headers["content-type"]),
  };
}

/** Lets `drive` log in with a real browser and JavaScript, and keeps what its script sends. */
export async function recordLogin(
  browser: Browser,
  drive: (page: Page) => Promise<void>,
): Promise<Recording> {
  const context = await browser.newContext();
  try {
    const page = await context.newPage();
    const posts: Promise<RecordedPost>[] = [];
    const requests: string[] = [];
    page.on("request", (request) => {
      if (!["document", "fetch", "xhr"].includes(request.resourceType())) return;
      requests.push(`${request.method()} ${new URL(request.url()).pathname}`);
      if (request.headers()["next-action"]) posts.push(recordedPost(request));
    });
    await drive(page);
    return { posts: await Promise.all(posts), requests };
  } finally {
    await context.close();
  }
}

const token = /"\w*[tT]oken":"([\w-]{43})"/;

/** The recorded post again, for somebody else: other text typed, and the token of the page that `answer` brought. */
export function repeated(
  { fields }: RecordedPost,
  typed: Readonly<Record<string, string>>,
  answer: string,
): FormData {
  const form = new FormData();
  for (const [name, value] of fields) {
    const plain = name.replace(/^_\d+_/, "");
    const own = plain === "token" ? token.exec(answer)?.[1] : typed[plain];
    if (plain === "token" && own === undefined) throw new Error("The answer brought no form token.");
    form.append(name, own ?? value);
  }
  return form;
}
