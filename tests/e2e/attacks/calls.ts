import type { OutgoingHttpHeaders } from "node:http";
import { type Fields, multipart } from "../support/forms";
import { ownPost, type Visitor } from "../support/visitor";
import { actions } from "./surface";

/** One way to carry the same form to the server. */
export type Carrier = Readonly<{ name: string; carry(form: Fields): Packed }>;
type Packed = { body: string | Buffer; headers: OutgoingHttpHeaders };

/** What a browser without JavaScript posts, in the three encodings that a foreign page can give its form. */
export const plainCarriers: readonly Carrier[] = [
  {
    name: "multipart",
    carry: (form) => {
      const { body, contentType } = multipart(form);
      return { body, headers: { "content-type": contentType } };
    },
  },
  {
    name: "urlencoded",
    carry: (form) => ({
      body: new URLSearchParams(form.map(([name, value]) => [name, value.toString()])).toString(),
      headers: { "content-type": "application/x-www-form-urlencoded" },
    }),
  },
  {
    name: "text/plain",
    carry: (form) => ({
      body: form.map(([name, value]) => `${name}=${value}\r\n`).join(""),
      headers: { "content-type": "text/plain" },
    }),
  },
];

const actionNamed = (name: string) => {
  const action = actions.find((one) => one.name === name);
  if (!action) throw new Error(`The build has no action "${name}"`);
  return action;
};

/** What React posts: the same fields as arguments of a call. An action with a state takes the state first. */
export function callCarrier(action: string, stateful: boolean): Carrier {
  const { id } = actionNamed(action);
  return {
    name: "call",
    carry: (form) => {
      const own = form
        .filter(([name]) => !name.startsWith("$ACTION"))
        .map(([name, value]) => [`_1_${name}`, value] as const);
      const parts: Fields = [...own, ["0", stateful ? '[{"answer":0},"$K1"]' : '["$K1"]']];
      const { body, contentType } = multipart(parts);
      return {
        body,
        headers: { "content-type": contentType, "next-action": id, accept: "text/x-component" },
      };
    },
  };
}

/** Posts that a page of another site, or a program without a page, can bring about with a person's cookies. */
export const foreignHeaders = (baseUrl: string): Readonly<Record<string, OutgoingHttpHeaders>> => ({
  "a foreign Origin": { origin: "https://evil.example", "sec-fetch-site": "cross-site" },
  "a sandboxed frame": { origin: "null", "sec-fetch-site": "cross-site" },
  "a null Origin alone": { origin: "null" },
  "no Origin": {},
  "no Origin, cross-site": { "sec-fetch-site": "cross-site" },
  "our Origin, cross-site": { origin: baseUrl, "sec-fetch-site": "cross-site" },
  "our Origin, same-site": { origin: baseUrl, "sec-fetch-site": "same-site" },
  "our Origin, no page": { origin: baseUrl, "sec-fetch-site": "none" },
  "our name with another port": { origin: "http://localhost:1", "sec-fetch-site": "same-site" },
  "our name with https": { origin: baseUrl.replace("http:", "https:") },
  "our name as a prefix": { origin: `${baseUrl}.evil.example` },
  "a foreign Origin that the forwarded host repeats": {
    origin: "https://evil.example",
    "x-forwarded-host": "evil.example",
  },
  "a foreign Origin that the host repeats": { origin: "https://evil.example", host: "evil.example" },
});

export const sendCarried = (
  visitor: Visitor,
  path: string,
  { body, headers }: Packed,
  more: OutgoingHttpHeaders,
) => visitor.copy().send(path, { method: "POST", body, headers: { ...headers, ...more } });

export const sendOwn = (visitor: Visitor, path: string, packed: Packed) =>
  sendCarried(visitor, path, packed, ownPost(visitor.baseUrl));
