import type { Answer } from "../support/http";
import type { Person } from "../support/people";

/** What nobody may read of a person who has not passed both factors. The name is on the PIN page, and in no other place. */
export function personalDataIn({ headers, body }: Answer, person: Person, nameToo: boolean): string[] {
  const digits = person.phone.slice(-9);
  const seen = `${JSON.stringify(headers)}\n${body}`;
  const secrets = [person.email, person.phone, person.national, digits, "Member since", person.password];
  return [...secrets, ...(nameToo ? [person.username] : [])].filter((secret) => seen.includes(secret));
}

const INNARDS: readonly RegExp[] = [
  /\n\s+at .+[:(]\d+/,
  /node_modules/,
  /\.next\/|turbopack:\/\//,
  /\bPostgresError\b|\brelation "|\bFailed query\b|\bselect .+ from\b|\binsert into\b/i,
  /TypeError|SyntaxError|ReferenceError|RangeError/,
  /\b(ECONNREFUSED|ECONNRESET|ENOENT)\b/,
  /postgres(ql)?:\/\//,
  /api\.nexmo|\/v2\/verify/,
];

/** What an error answer tells of the machine behind it: stacks, statements, paths, the provider's words. */
export function innards({ headers, body }: Answer): string[] {
  // The names of scripts are in every page, and are public.
  const text = `${JSON.stringify(headers)}\n${body}`.replaceAll(/\/_next\/static\/[\w./[\]~-]+/g, "");
  return [process.cwd(), ...INNARDS]
    .map((sign) =>
      typeof sign === "string" ? (text.includes(sign) ? sign : "") : (sign.exec(text)?.[0] ?? ""),
    )
    .filter(Boolean);
}
