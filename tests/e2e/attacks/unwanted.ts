import { type Fields, hiddenFields } from "../support/forms";
import type { Visitor } from "../support/visitor";

/** What some framework somewhere takes from a form into its row. */
export const privileges: Fields = [
  ["role", "admin"],
  ["id", "00000000-0000-4000-8000-000000000000"],
  ["userId", "00000000-0000-4000-8000-000000000000"],
  ["user_id", "00000000-0000-4000-8000-000000000000"],
  ["phoneVerifiedAt", "2020-01-01"],
  ["phone_proved_at", "2020-01-01"],
  ["emailVerified", "true"],
  ["verified", "true"],
  ["aal", "2"],
  ["amr", "pwd sms"],
  ["state", "verified"],
  ["createdAt", "1999-01-01"],
  ["created_at", "1999-01-01"],
  ["disabledAt", ""],
  ["factorFailures", "-1000"],
  ["triesLeft", "1000"],
  ["handle", "A".repeat(43)],
  ["password_hash", "x"],
];

export const pollution: Fields = [
  ["__proto__[verified]", "true"],
  ["__proto__.verified", "true"],
  ["__proto__", '{"verified":true}'],
  ["constructor[prototype][verified]", "true"],
  ["constructor.prototype.verified", "true"],
  ["username[$ne]", "x"],
  ["identifier[]", "x"],
  ["pin[]", "123456"],
  ["password.length", "20"],
];

/** Posts the form of this page with more than it asks for. */
export async function submit(
  visitor: Visitor,
  path: string,
  button: string,
  typed: Record<string, string>,
  more: Fields,
) {
  const page = await visitor.get(path);
  return visitor.post(path, [...hiddenFields(page.body, button), ...Object.entries(typed), ...more]);
}

/** Characters that no field expects. */
export const oddities: readonly (string | Buffer)[] = [
  "\0",
  "a\0b",
  ...["\u0001\u0007\b\u001b[2J", "a\r\nSet-Cookie: x=1", "\u007f\u0080\u0085\u009f"],
  ...["\u2028\u2029", "\u202e\u2066\ufeff\u200b", "\ufffe\uffff\u{10ffff}"],
  Buffer.from([0xed, 0xa0, 0x80]),
  Buffer.from([0xed, 0xb0, 0x80, 0x61]),
  Buffer.from([0xff, 0xfe, 0xc0, 0x80, 0xf5]),
  "e\u0301".repeat(20),
];
