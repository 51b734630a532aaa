import { type Check, type Loaders, type Maybe, runChecks } from "@/lib/doctor/check";
import type { Things } from "@/lib/doctor/things";

/** What checks find when there is this and nothing else; in lines of the title, the verdict and what is told. */
export async function lookWith(
  checks: readonly Check<Things>[],
  things: Partial<Things>,
): Promise<readonly string[]> {
  const load = new Proxy(
    {},
    {
      get: (_, name) => async (): Promise<Maybe<unknown>> =>
        Object.hasOwn(things, name) ? { have: Reflect.get(things, name) } : { because: null },
    },
  ) as Loaders<Things>;
  return (await runChecks(checks, load)).map(({ title, verdict, told }) => `${title}: ${verdict}: ${told}`);
}
