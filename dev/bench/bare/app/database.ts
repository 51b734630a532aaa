import postgres from "postgres";

const kept = globalThis as typeof globalThis & { bareDatabase?: postgres.Sql };

/** Opened at the first request: the build has no database. The pool is set as the application sets its own. */
export function database(): postgres.Sql {
  kept.bareDatabase ??= postgres(process.env.DATABASE_URL ?? "", {
    max: 5,
    prepare: false,
    fetch_types: false,
    onnotice: () => undefined,
  });
  return kept.bareDatabase;
}
