import { generateKeyPairSync, randomUUID } from "node:crypto";
import { afterAll } from "vitest";
import { startSimulator } from "../../dev/simulator/server";

type Simulator = Awaited<ReturnType<typeof startSimulator>>;

interface TestSimulator extends Simulator {
  /** What an application needs to be let in. */
  applicationId: string;
  privateKey: string;
}

async function start(): Promise<TestSimulator> {
  const applicationId = randomUUID();
  const keys = generateKeyPairSync("rsa", {
    modulusLength: 2048,
    publicKeyEncoding: { type: "spki", format: "pem" },
    privateKeyEncoding: { type: "pkcs8", format: "pem" },
  });
  const simulator = await startSimulator({ port: 0, vonage: { applicationId, publicKey: keys.publicKey } });
  afterAll(() => simulator.close());
  return { ...simulator, applicationId, privateKey: keys.privateKey };
}

let started: Promise<TestSimulator> | undefined;

/** This test file's own simulator on a port of its own; the same one each time it is asked for. */
export function testSimulator(): Promise<TestSimulator> {
  started ??= start();
  return started;
}
