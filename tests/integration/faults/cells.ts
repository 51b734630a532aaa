import type { FaultProxy, When } from "../../support/fault-proxy";

/** One place where the database goes away: before the so-manieth statement of a way arrives, or once it is done. */
export type Cell = Readonly<{ title: string; at: number; when: When; statement: string }>;

/** What a statement changes, or reads, in a few words. */
function nameOf(statement: string): string {
  const touched = [...statement.matchAll(/\b(insert into|update|delete from) (?!of\b|set\b)(\w+)/g)].map(
    ([, how, table]) => `${how} ${table}`,
  );
  const [, read] = /\bfrom "?(\w+)/.exec(statement) ?? [];
  const named = [...new Set(touched)].slice(0, 3).join(", ") || (read ? `select from ${read}` : statement);
  return named.slice(0, 70);
}

/** Every statement of a good run, before it and after it. */
export async function cellsOf(proxy: FaultProxy, goodRun: () => Promise<unknown>): Promise<Cell[]> {
  const statements = await proxy.statementsOf(goodRun);
  return statements.flatMap((statement, index) =>
    (["before", "after"] as const).map((when) => ({
      title: `${when} statement ${index + 1} (${nameOf(statement)})`,
      at: index + 1,
      when,
      statement,
    })),
  );
}

/** A statement, by how it begins, at which one more press is not enough, and what comes of it then. */
type Dear<Outcome> = Readonly<{ holds: string; when: When } & Outcome>;

/** What comes of a cell: what is usual, or what it costs at one of the dear ones. */
export const outcomeOf =
  <Outcome>(dear: readonly Dear<Outcome>[], usual: Outcome) =>
  ({ statement, when }: Cell): Outcome | Dear<Outcome> =>
    dear.find((one) => one.when === when && statement.startsWith(`with ${one.holds}`)) ?? usual;
