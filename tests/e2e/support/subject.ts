/** One running application and what stands behind it. */
export type Subject = Readonly<{
  /** Without a slash at its end; what a browser is sent to. */
  baseUrl: string;
  simulatorUrl: string;
  databaseUrl: string;
}>;

export type Environment = Readonly<Record<string, string | undefined>>;

export function given(environment: Environment, name: string): string {
  const value = environment[name];
  if (value) return value.replace(/\/$/, "");
  throw new Error(`${name} is not set: "npm test e2e" starts what these tests need and names it.`);
}

/** The application that the runner started and that all journeys share. */
export const sharedSubject = (environment: Environment): Subject => ({
  baseUrl: given(environment, "E2E_BASE_URL"),
  simulatorUrl: given(environment, "E2E_SIMULATOR_URL"),
  databaseUrl: given(environment, "E2E_DATABASE_URL"),
});
