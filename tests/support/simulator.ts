import { afterAll } from "vitest";
import { makeSecrets, type Secrets } from "../../dev/secrets";
import { simulate } from "../../dev/simulation";

type Simulator = Awaited<ReturnType<typeof simulate>>;

/** `secrets` is what an application needs to be let in. */
interface TestSimulator extends Simulator {
  secrets: Secrets;
}

async function start(): Promise<TestSimulator> {
  const secrets = makeSecrets();
  const simulator = await simulate(secrets, { port: 0 });
  afterAll(() => simulator.close());
  return { ...simulator, secrets };
}

let started: Promise<TestSimulator> | undefined;

/** This test file's own simulator on a port of its own; the same one each time it is asked for. */
export function testSimulator(): Promise<TestSimulator> {
  started ??= start();
  return started;
}
