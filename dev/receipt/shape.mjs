/**
 * @typedef {{ label: string, value: string }} Detail
 * @typedef {{
 *   type: string, v: number, id: string, nonce: string, audience: string, account: string, purpose: string,
 *   message: string, details: Detail[], logo: string | null, browser: string, place: string | null,
 *   address: string | null, askedAt: string, expiresAt: string,
 * }} Request
 * @typedef {{
 *   type: string, v: number, decision: string, digits: string | null, request: Request, decidedAt: string,
 *   device: { id: string, name: string, publicKey: string, enrolledAt: string },
 *   statement: string, signature: string, attestation: { kid: string, signature: string, keys: string },
 * }} Receipt
 * @typedef {(value: unknown, path: string) => string[]} Rule
 */

/** @returns {Rule} */
const rule = (/** @type {(value: unknown) => string | null} */ problem) => (value, path) => {
  const found = problem(value);
  return found === null ? [] : [`${path}: ${found}`];
};

const isText = (value) => typeof value === "string" && value.isWellFormed();

const text = rule((value) => (isText(value) ? null : "has to be text"));
const textOrNull = rule((value) => (value === null || isText(value) ? null : "has to be text or null"));
/** Goes into a line of what the application vouches for. */
const line = rule((value) => (isText(value) && !/\p{Cc}/u.test(value) ? null : "has to be one line of text"));

const oneOf = (...wanted) =>
  rule((value) =>
    wanted.includes(value) ? null : `has to be ${wanted.map((one) => JSON.stringify(one)).join(" or ")}`,
  );

const time = rule((value) => {
  const read = isText(value) ? new Date(value) : new Date(Number.NaN);
  const told = Number.isNaN(read.getTime()) ? null : read.toISOString();
  return told === value ? null : "has to be a time such as 2026-01-31T12:00:00.000Z";
});

const isOrigin = (value) =>
  isText(value) &&
  /^https?:\/\/[\w.:[\]-]+$/.test(value) &&
  URL.canParse(value) &&
  new URL(value).origin === value;

const origin = rule((value) =>
  isOrigin(value) ? null : "has to be the address of an application, such as https://login.example.org",
);

const bytes = (/** @type {number} */ count) =>
  rule((value) => {
    if (!isText(value)) return "has to be text";
    const wrong = value.search(/[^\w-]/);
    if (wrong >= 0) return `byte ${wrong + 1} is not one of base64url (A to Z, a to z, 0 to 9, - and _)`;
    const read = Buffer.from(value, "base64url");
    if (read.length !== count) return `stands for ${read.length} bytes in place of ${count}`;
    const written = read.toString("base64url");
    if (written === value) return null;
    if (written.length !== value.length)
      return `has ${value.length} characters in place of ${written.length}`;
    return `byte ${value.length}: ${JSON.stringify(value.at(-1))} where ${JSON.stringify(written.at(-1))} is written`;
  });

/** @returns {Rule} */
const list = (/** @type {Rule} */ each) => (value, path) =>
  Array.isArray(value)
    ? value.flatMap((item, index) => each(item, `${path}[${index}]`))
    : [`${path}: has to be a list`];

/** @returns {Rule} */
const fields = (/** @type {Record<string, Rule>} */ rules) => (value, path) => {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    return [path === "" ? "It is no receipt." : `${path}: has to be an object`];
  }
  const inside = (name) => (path === "" ? name : `${path}.${name}`);
  const unknown = Object.keys(value).filter((name) => !Object.hasOwn(rules, name));
  return [
    ...Object.entries(rules).flatMap(([name, each]) =>
      Object.hasOwn(value, name) ? each(value[name], inside(name)) : [`${inside(name)}: is missing`],
    ),
    ...unknown.map((name) => `${inside(name)}: no receipt has such a field`),
  ];
};

const receipt = fields({
  type: oneOf("countersign.receipt"),
  v: oneOf(1),
  decision: oneOf("approved", "denied", "disowned"),
  digits: textOrNull,
  request: fields({
    type: oneOf("countersign.request"),
    v: oneOf(1),
    id: text,
    nonce: text,
    audience: origin,
    account: line,
    purpose: text,
    message: text,
    details: list(fields({ label: text, value: text })),
    logo: textOrNull,
    browser: text,
    place: textOrNull,
    address: textOrNull,
    askedAt: text,
    expiresAt: text,
  }),
  decidedAt: time,
  device: fields({ id: line, name: line, publicKey: bytes(65), enrolledAt: time }),
  statement: text,
  signature: bytes(64),
  attestation: fields({ kid: line, signature: bytes(64), keys: text }),
});

/**
 * What keeps it from being a receipt, each with the path of the field; none: it can be checked.
 * @param {unknown} value
 * @returns {string[]}
 */
export const problemsOf = (value) => receipt(value, "");
