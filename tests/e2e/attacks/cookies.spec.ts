import { beginLifetime } from "../../../dev/lifetime";
import { startBeside } from "../support/application";
import { LOGIN_BUTTON } from "../support/people";
import { newVisitor } from "../support/visitor";
import { expect, test } from "./test";

const host = "login.example.org";
const origin = `https://${host}`;

/** The parts of a `Set-Cookie` line; attributes in small letters, as their case says nothing. */
function partsOf(line: string) {
  const [pair = "", ...attributes] = line.split(";").map((part) => part.trim());
  const at = pair.indexOf("=");
  return {
    name: pair.slice(0, at),
    value: decodeURIComponent(pair.slice(at + 1)),
    attributes: attributes.map((one) => one.toLowerCase()),
    bytes: Buffer.byteLength(line),
  };
}

test("on https every cookie is bound to this host, hidden from scripts and foreign posts, and unreadable (T-039)", async ({
  people,
  simulator,
  subject,
}) => {
  const lifetime = beginLifetime();
  try {
    const { person } = await people.signUp();
    const { baseUrl } = await startBeside(subject, { APP_URL: origin }, lifetime);
    const visitor = newVisitor(baseUrl);
    const from = { origin, host };
    const { username: identifier, password } = person;
    const answers = [
      await visitor.submit("/login", LOGIN_BUTTON, { identifier, password }, from),
      await visitor.submit("/login/pin", "Log in", { pin: await simulator.latestCode(person.phone) }, from),
      await visitor.get("/api/auth/session", from),
      await visitor.submit("/account", "Log out", {}, from),
    ];
    const cookies = answers.flatMap(({ setCookies }) => setCookies).map(partsOf);
    const names = cookies.map(({ name }) => name);
    for (const name of ["__Host-countersign-login", "__Host-countersign-session"])
      expect(names).toContain(name);
    for (const { name, value, attributes, bytes } of cookies) {
      expect(name).toMatch(/^__Host-countersign-/);
      expect(attributes, name).toEqual(expect.arrayContaining(["path=/", "secure", "httponly"]));
      expect(
        attributes.some((one) => /^samesite=(lax|strict)$/.test(one)),
        name,
      ).toBe(true);
      expect(
        attributes.some((one) => one.startsWith("domain")),
        name,
      ).toBe(false);
      expect(bytes, name).toBeLessThan(4_096);
      const decoded = value.split(".").map((part) => Buffer.from(part, "base64url").toString());
      for (const readable of [person.username, person.email, person.phone.slice(1), '"sid"', '"aal"']) {
        expect([value, ...decoded].join(" "), name).not.toContain(readable);
      }
    }
  } finally {
    await lifetime.end();
  }
});
