/** Under what the integration tests run besides the plain case, a direct connection of the owner. */
export type Conditions = Readonly<{
  /** As the role of db/roles.sql. */
  restricted: boolean;
  /** Through PgBouncer in transaction mode. */
  pooled: boolean;
  /** Every transaction of the application is serializable, as some engines run all. */
  serializable: boolean;
  /** Two instances of the application that take turns. */
  instances: boolean;
}>;

const plain: Conditions = { restricted: false, pooled: false, serializable: false, instances: false };

/** The integration suites by name: the same tests, each under its own conditions. */
const suites = {
  integration: plain,
  restricted: { ...plain, restricted: true },
  pooled: { ...plain, restricted: true, pooled: true },
  serializable: { ...plain, restricted: true, serializable: true },
  instances: { ...plain, instances: true },
  distributed: { restricted: true, pooled: true, serializable: true, instances: true },
} as const satisfies Readonly<Record<string, Conditions>>;

type IntegrationSuite = keyof typeof suites;

export const integrationSuites: readonly string[] = Object.keys(suites);

const isSuite = (name: string): name is IntegrationSuite => Object.hasOwn(suites, name);

export function conditionsOf(suite: string): Conditions {
  if (isSuite(suite)) return suites[suite];
  throw new Error(`No such integration suite: ${suite}. There are ${integrationSuites.join(", ")}.`);
}

/**
 * What runs in the plain suite only: it stands between application and database itself, changes the environment of a
 * process that is alone, looks at the very connection, or counts what one module does.
 */
export const plainOnly: readonly string[] = [
  "tests/integration/faults/{pool,restart,restart-*,lost-*,read-only,turns,values}.test.ts",
  "tests/integration/rotation/**",
  "tests/integration/doctor/**",
  "tests/integration/audit/{commands,retention}.test.ts",
  "tests/integration/factors/codes-at-rest.test.ts",
  "tests/integration/attacks/flood.test.ts",
  "tests/integration/telemetry/**",
  "tests/integration/{docs-statements,health}.test.ts",
];
