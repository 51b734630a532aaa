import { metrics } from "@opentelemetry/api";
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from "@opentelemetry/sdk-metrics";
import { afterAll, expect, test } from "vitest";
import { redeemHandle } from "@/lib/auth/redeem";
import { checkLoginPin } from "@/lib/login/check-pin";
import { startLogin } from "@/lib/login/start";
import { durations, wordsOf } from "@/lib/telemetry/metrics";
import { verifyProviders } from "@/lib/verify/registry";
import { newPerson, PASSWORD, visitor } from "../../support/people";
import { testSimulator } from "../../support/simulator";

const { control } = await testSimulator();
// Read when something first asks for the settings: statements are measured where there is a collector.
process.env.OTEL_EXPORTER_OTLP_ENDPOINT = "http://127.0.0.1:9";
const exporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
const provider = new MeterProvider({
  readers: [new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 3_600_000 })],
});
metrics.setGlobalMeterProvider(provider);
afterAll(() => provider.shutdown());

/** Every series that there is by now, as its name and attributes. */
async function series(): Promise<string[]> {
  exporter.reset();
  await provider.forceFlush();
  const all = exporter.getMetrics().flatMap(({ scopeMetrics }) => scopeMetrics);
  return all
    .flatMap((scope) => scope.metrics)
    .flatMap(({ descriptor, dataPoints }) =>
      dataPoints.map(({ attributes }) => `${descriptor.name} ${JSON.stringify(attributes)}`),
    )
    .sort();
}

async function logIn(): Promise<void> {
  const person = await newPerson();
  const asked = { identifier: person.username, password: PASSWORD, returnTo: null };
  expect((await startLogin({ ...asked, password: "not the right one" }, visitor)).kind).toBe("rejected");
  const login = await startLogin(asked, visitor, verifyProviders());
  if (login.kind !== "challenged") throw new Error(login.kind);
  const pin = control.latestCode(person.phone) ?? "";
  expect((await checkLoginPin(login.handle, pin, visitor)).kind).toBe("verified");
  expect(await redeemHandle(login.handle)).not.toBeNull();
}

test("Three people leave the series that one has left: no value is anybody's own", async () => {
  await logIn();
  const one = await series();
  expect(one).toContainEqual(
    expect.stringMatching(/^countersign\.use_case\.duration .*login\.start.*challenged/),
  );
  expect(one).toContainEqual(
    'countersign.messages {"countersign.provider":"vonage","countersign.outcome":"sent","countersign.purpose":"login","countersign.country":"GB","countersign.channel":"sms"}',
  );
  expect(one).toContainEqual('countersign.sessions {"countersign.amr":"pwd sms"}');
  await logIn();
  await logIn();
  expect(await series()).toEqual(one);
});

test("What is no word of ours makes no series", async () => {
  const strange = ["+447700900123", "ada@example.org", "a\nb", "", "x".repeat(61), "192.0.2.1"];
  for (const value of strange) durations.use_case().record(1, wordsOf({ operation: value }));
  expect(strange.map((value) => wordsOf({ operation: value }))).toEqual(
    strange.map(() => ({ "countersign.operation": "other" })),
  );
  expect((await series()).filter((one) => one.includes('"countersign.operation":"other"'))).toHaveLength(1);
});
