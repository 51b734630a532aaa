import "server-only";

import { within } from "../verify/network";

/** The matters, in the order in which they are told. */
export const matters = [
  "Configuration",
  "Secrets",
  "Messages",
  "Database",
  "Clocks",
  "Notifications",
  "Mail",
  "Deployment",
  "Callbacks",
] as const;

export type Matter = (typeof matters)[number];

/**
 * What was found: one sentence, which may go on after the title and a colon, and for what is not right one or two that can
 * be followed by hand. Neither ever holds a secret: names of variables, numbers and codes only.
 */
export type Finding =
  | Readonly<{ verdict: "right" | "note"; told: string }>
  | Readonly<{ verdict: "warning" | "wrong"; told: string; cure: string }>
  /** Not looked at, because of something else. */
  | Readonly<{ verdict: "skipped"; told: string }>;

export type Verdict = Finding["verdict"];
export type Result = Finding & Readonly<{ matter: Matter; title: string }>;

export const right = (told: string): Finding => ({ verdict: "right", told });
export const note = (told: string): Finding => ({ verdict: "note", told });
export const warning = (told: string, cure: string): Finding => ({ verdict: "warning", told, cure });
export const wrong = (told: string, cure: string): Finding => ({ verdict: "wrong", told, cure });

/** Something that a check needs, or why it is not there; null: it is not used here, and nothing is said of it. */
export type Maybe<Thing> = Readonly<{ have: Thing } | { because: string | null }>;
export type Loaders<Things> = { readonly [Name in keyof Things]: () => Promise<Maybe<Things[Name]>> };

type Findings = Finding | readonly Finding[];

export type Check<Things> = Readonly<{
  matter: Matter;
  title: string;
  /** Throws for nothing that is expected; takes `LIMIT_MS` at most. */
  look(load: Loaders<Things>): Promise<readonly Result[]>;
}>;

/** For each check, with what it needs. */
const LIMIT_MS = 5_000;

/** Codes only: messages of errors hold addresses, and those of the providers' clients hold tokens. */
export function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return "no reason given";
  if ("code" in error && typeof error.code === "string" && /^[A-Z0-9_]{2,40}$/.test(error.code))
    return error.code;
  if (error.name === "TimeoutError" || error.message === "No answer in time") return "no answer in time";
  return error.cause instanceof Error ? codeOf(error.cause) : error.name;
}

const LATE = Symbol("late");

async function limited<Answer>(call: Promise<Answer>): Promise<Answer | typeof LATE> {
  const began = performance.now();
  try {
    return await within(LIMIT_MS, call);
  } catch (error) {
    if (performance.now() - began >= LIMIT_MS) return LATE;
    throw error;
  }
}

export function makeCheck<Things, Need extends keyof Things>(
  matter: Matter,
  title: string,
  needs: readonly Need[],
  run: (having: Pick<Things, Need>) => Findings | Promise<Findings>,
): Check<Things> {
  async function looked(load: Loaders<Things>): Promise<Findings> {
    const having: Partial<Pick<Things, Need>> = {};
    for (const need of needs) {
      const maybe = await load[need]();
      if ("because" in maybe)
        return maybe.because === null
          ? []
          : { verdict: "skipped", told: `not looked at, because ${maybe.because}` };
      having[need] = maybe.have;
    }
    return run(having as Pick<Things, Need>);
  }

  async function findings(load: Loaders<Things>): Promise<Findings> {
    try {
      const found = await limited(looked(load));
      if (found !== LATE) return found;
      return wrong(
        `there was no answer within ${LIMIT_MS / 1000} seconds`,
        "Look whether that service is up and can be reached from here, then run this again.",
      );
    } catch (error) {
      return wrong(
        `this could not be looked at (${codeOf(error)})`,
        "Run this again; if it stays, look at the log of the service it names.",
      );
    }
  }

  return {
    matter,
    title,
    look: async (load) => {
      const found = await findings(load);
      return (Array.isArray(found) ? found : [found]).map((one: Finding) => ({ ...one, matter, title }));
    },
  };
}

/** Looks at everything at once; the results are in the order of the checks. */
export async function runChecks<Things>(
  checks: readonly Check<Things>[],
  load: Loaders<Things>,
): Promise<readonly Result[]> {
  return (await Promise.all(checks.map((check) => check.look(load)))).flat();
}

type Counts = Readonly<{
  all: number;
  right: number;
  warnings: number;
  wrong: number;
  skipped: number;
}>;

/** Notes are right: they only say how things are. */
export function countResults(results: readonly Result[]): Counts {
  const count = (...verdicts: readonly Verdict[]) =>
    results.filter(({ verdict }) => verdicts.includes(verdict)).length;
  return {
    all: results.length,
    right: count("right", "note"),
    warnings: count("warning"),
    wrong: count("wrong"),
    skipped: count("skipped"),
  };
}

export function describeCounts(results: readonly Result[]): string {
  const { all, right, warnings, wrong, skipped } = countResults(results);
  const rest = skipped > 0 ? `, ${skipped} not looked at` : "";
  return `${all} checks: ${right} right, ${warnings} to look at, ${wrong} wrong${rest}`;
}
