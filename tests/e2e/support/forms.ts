import { randomBytes } from "node:crypto";

/** Repeated names are kept, and so is their order. */
export type Fields = readonly (readonly [name: string, value: string | Buffer])[];

const entities: Record<string, string> = { amp: "&", lt: "<", gt: ">", quot: '"', "#x27": "'", "#39": "'" };

const decode = (text: string) =>
  text.replace(/&(amp|lt|gt|quot|#x27|#39);/g, (whole, name: string) => entities[name] ?? whole);

function attribute(tag: string, name: string): string | undefined {
  const value = new RegExp(`\\s${name}="([^"]*)"`, "i").exec(tag)?.[1];
  return value === undefined ? undefined : decode(value);
}

/** What a page shows, without its tags and scripts. */
const textOf = (html: string): string =>
  decode(
    html
      .replace(/<script[\s\S]*?<\/script>/g, "")
      .replace(/<!--.*?-->/g, "")
      .replace(/<[^>]*>/g, " "),
  )
    .replace(/\s+/g, " ")
    .trim();

/** The hidden fields of the form with this button, React's own among them: what a browser without JavaScript posts. */
export function hiddenFields(html: string, button: string): Fields {
  const forms = html.match(/<form[\s\S]*?<\/form>/g) ?? [];
  const form = forms.find((one) => textOf(one).includes(button));
  if (!form) throw new Error(`No form with a button "${button}" in: ${textOf(html).slice(0, 400)}`);
  const inputs = form.match(/<input[^>]*>/g) ?? [];
  return inputs
    .filter((tag) => attribute(tag, "type") === "hidden")
    .map((tag) => [attribute(tag, "name") ?? "", attribute(tag, "value") ?? ""] as const);
}

/** Byte for byte, so that values may hold what no browser would send. */
export function multipart(fields: Fields): { body: Buffer; contentType: string } {
  const boundary = `----countersign${randomBytes(12).toString("hex")}`;
  const parts = fields.flatMap(([name, value]) => [
    Buffer.from(`--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n`),
    Buffer.from(value),
    Buffer.from("\r\n"),
  ]);
  return {
    body: Buffer.concat([...parts, Buffer.from(`--${boundary}--\r\n`)]),
    contentType: `multipart/form-data; boundary=${boundary}`,
  };
}
