import "server-only";

import { isIP } from "node:net";
import { z } from "zod";

export type Source = Readonly<Record<string, string | undefined>>;

/**
 * A part of the configuration, described where it is used. Each of its variables may be left out; `build` says what
 * is missing for the rest to work. Problems begin with the name of the variable and never repeat its value.
 */
type Part<Shape extends z.ZodRawShape, Settings> = Readonly<{
  shape: Shape;
  cures: Readonly<Record<string, string>>;
  build(parsed: z.output<z.ZodObject<Shape>>): Settings | readonly string[];
}>;

type Read<Settings> = Readonly<{ settings: Settings | null; problems: readonly string[] }>;

export const isLoopback = (host: string): boolean =>
  host === "localhost" || host === "[::1]" || (isIP(host) === 4 && host.startsWith("127."));

/** True for what may carry secrets: https, or http that does not leave this machine. */
export function isSafeAddress(value: string): boolean {
  if (!URL.canParse(value)) return false;
  const { protocol, hostname } = new URL(value);
  return protocol === "https:" || (protocol === "http:" && isLoopback(hostname));
}

export const webAddress = z.url({ protocol: /^https?$/ }).refine(isSafeAddress);

/** The address of an API without the slashes at its end: paths are put behind it as they are. */
export const apiAddress = webAddress.transform((host) => host.replace(/\/+$/, ""));

export const missing = (name: string, cure: string): string => `${name} is missing: ${cure}`;
export const notUsable = (name: string, cure: string): string => `${name} is not usable: ${cure}`;

/** Values separated by commas, newest first: what changes is added in front, and what it replaces is kept for a while. */
export const list = <Value>(one: z.ZodType<Value, string>) =>
  z
    .string()
    .transform((value) => value.split(",").map((part) => part.trim()))
    .pipe(z.array(one))
    .transform((values, context): readonly [Value, ...Value[]] => {
      const [newest, ...former] = values;
      if (newest !== undefined) return [newest, ...former];
      context.addIssue("No value");
      return z.NEVER;
    });

/** One problem for every variable that zod did not take. */
export function problemsOf(error: z.ZodError, source: Source, cures: Source): readonly string[] {
  const names = [...new Set(error.issues.map((issue) => String(issue.path[0])))];
  return names.map((name) => (source[name] === undefined ? missing : notUsable)(name, cures[name] ?? ""));
}

const isProblems = (value: object): value is readonly string[] => Array.isArray(value);
const nameIn = (problem: string) => problem.split(" ")[0] ?? "";

/** Everything that is wrong is told at once: what zod refuses is left out, and the rest is built without it. */
export function readPart<Shape extends z.ZodRawShape, Settings extends object>(
  { shape, cures, build }: Part<Shape, Settings>,
  source: Source,
): Read<Settings> {
  const schema = z.object(shape);
  const parsed = schema.safeParse(source);
  const refused = parsed.success ? [] : problemsOf(parsed.error, source, cures);
  const names = new Set(refused.map(nameIn));
  const usable = Object.fromEntries(Object.entries(source).filter(([name]) => !names.has(name)));
  const built = build(parsed.success ? parsed.data : schema.parse(usable));
  if (!isProblems(built)) return { settings: refused.length > 0 ? null : built, problems: refused };
  const others = built.filter((problem) => !names.has(nameIn(problem)));
  return { settings: null, problems: [...refused, ...others] };
}
