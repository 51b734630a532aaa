import { expect, test } from "vitest";
import { parseEnv } from "@/lib/env";
import { core, problems, starting, vonage } from "../configuration";

const telemetryOf = (changes: Readonly<Record<string, string>> = {}) =>
  parseEnv({ ...vonage, ...changes }).telemetry;

test("Nothing is exported and nobody's request id is taken unless it is asked for", () => {
  expect(telemetryOf()).toEqual({
    exported: false,
    requestIdHeader: null,
    resource: { "service.name": "countersign" },
  });
});

test("A collector turns the export on, and the switch of the standard turns it off again", () => {
  const OTEL_EXPORTER_OTLP_ENDPOINT = "https://otlp.example.org";
  expect(telemetryOf({ OTEL_EXPORTER_OTLP_ENDPOINT }).exported).toBe(true);
  expect(telemetryOf({ OTEL_EXPORTER_OTLP_ENDPOINT, OTEL_SDK_DISABLED: "true" }).exported).toBe(false);
});

test("On Vercel its own id names a request, and what is reported names the deployment", () => {
  const platform = {
    VERCEL: "1",
    VERCEL_ENV: "production",
    VERCEL_REGION: "fra1",
    VERCEL_DEPLOYMENT_ID: "dpl_1",
    VERCEL_GIT_COMMIT_SHA: "abc",
    OTEL_SERVICE_NAME: "login",
  };
  expect(telemetryOf(platform)).toMatchObject({
    requestIdHeader: "x-vercel-id",
    resource: {
      "service.name": "login",
      "service.version": "abc",
      "deployment.id": "dpl_1",
      "deployment.environment.name": "production",
      "cloud.region": "fra1",
    },
  });
  expect(telemetryOf({ ...platform, REQUEST_ID_HEADER: "X-Edge-Id" }).requestIdHeader).toBe("x-edge-id");
});

test.each([
  ["OTEL_EXPORTER_OTLP_ENDPOINT", "http://collector.example.org:4318"],
  ["OTEL_EXPORTER_OTLP_ENDPOINT", "otlp.example.org"],
  ["OTEL_EXPORTER_OTLP_PROTOCOL", "grpc"],
  ["OTEL_SDK_DISABLED", "yes"],
  ["REQUEST_ID_HEADER", "x request id"],
])("%s is refused when it is %s", (name, value) => {
  expect(problems({ ...core, ...vonage, [name]: value })).toEqual(starting(`${name} is not usable: `));
});
