import "server-only";

import { z } from "zod";
import { webAddress } from "../settings";

/** What the start has to know. The standard variables (OTEL_…) the libraries read by themselves. */
export type TelemetrySettings = Readonly<{
  /** True when traces and metrics leave this process. */
  exported: boolean;
  /** Where a proxy puts its name for a request; null: nobody is trusted with that. */
  requestIdHeader: string | null;
  /** Attributes of everything that leaves, by their names in the semantic conventions. */
  resource: Readonly<Record<string, string>>;
}>;

const cures = {
  REQUEST_ID_HEADER: "the header in which your proxy passes on its name for a request, in lower case",
  OTEL_EXPORTER_OTLP_ENDPOINT:
    "the address of a collector, such as https://otlp.example.org (https, or this machine)",
  OTEL_EXPORTER_OTLP_PROTOCOL: "http/protobuf, or leave it out: it is the only one that is spoken here",
  OTEL_SDK_DISABLED: "true to send nothing, otherwise leave it out",
} as const;

const text = z.string().optional();

const shape = {
  REQUEST_ID_HEADER: z
    .string()
    .toLowerCase()
    .regex(/^[a-z0-9-]+$/)
    .optional(),
  // The key of the collector goes with every report.
  OTEL_EXPORTER_OTLP_ENDPOINT: webAddress.optional(),
  OTEL_EXPORTER_OTLP_PROTOCOL: z.literal("http/protobuf").optional(),
  OTEL_SDK_DISABLED: z.enum(["true", "false"]).optional(),
  OTEL_SERVICE_NAME: text,
  VERCEL: text,
  VERCEL_ENV: text,
  VERCEL_REGION: text,
  VERCEL_DEPLOYMENT_ID: text,
  VERCEL_GIT_COMMIT_SHA: text,
};

type Parsed = z.output<z.ZodObject<typeof shape>>;

const present = (given: Readonly<Record<string, string | undefined>>): Record<string, string> =>
  Object.fromEntries(Object.entries(given).flatMap(([name, value]) => (value ? [[name, value]] : [])));

function build(given: Parsed): TelemetrySettings {
  const onVercel = given.VERCEL === "1";
  return {
    exported: given.OTEL_EXPORTER_OTLP_ENDPOINT !== undefined && given.OTEL_SDK_DISABLED !== "true",
    requestIdHeader: given.REQUEST_ID_HEADER ?? (onVercel ? "x-vercel-id" : null),
    resource: present({
      "service.name": given.OTEL_SERVICE_NAME ?? "countersign",
      "service.version": given.VERCEL_GIT_COMMIT_SHA,
      "deployment.id": given.VERCEL_DEPLOYMENT_ID,
      "deployment.environment.name": given.VERCEL_ENV,
      "cloud.region": given.VERCEL_REGION,
    }),
  };
}

export const telemetryPart = { shape, cures, build };
