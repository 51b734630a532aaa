import type { Source } from "./source";

/**
 * A rule of the code: `offences` names each file that breaks it, and what is wrong there. A rule that cannot fail
 * holds nothing, so it comes with files that break it, in each way once.
 */
export type Rule = Readonly<{
  title: string;
  offences: (sources: readonly Source[]) => string[];
  broken: readonly Readonly<Record<string, string>>[];
}>;

/** A rule that looks at one file at a time. */
export const eachFile =
  (where: RegExp, offences: (source: Source) => readonly string[]): Rule["offences"] =>
  (sources) =>
    sources
      .filter(({ path }) => where.test(path))
      .flatMap((source) => offences(source).map((what) => `${source.path}: ${what}`));

/** What is built into the application. */
export const shipped =
  /^(app|components|lib|db)\/|^(proxy|instrumentation|instrumentation-client|next\.config)\.ts$/;
