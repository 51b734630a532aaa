import "server-only";

import { randomUUID } from "node:crypto";
import { context, metrics, trace } from "@opentelemetry/api";
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
import { OTLPMetricExporter } from "@opentelemetry/exporter-metrics-otlp-proto";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-proto";
import {
  defaultResource,
  detectResources,
  envDetector,
  type Resource,
  resourceFromAttributes,
} from "@opentelemetry/resources";
import { MeterProvider, PeriodicExportingMetricReader } from "@opentelemetry/sdk-metrics";
import {
  BasicTracerProvider,
  BatchSpanProcessor,
  type ReadableSpan,
  type Span,
  type SpanProcessor,
} from "@opentelemetry/sdk-trace-base";
import { log } from "../log";
import { cleanSpan } from "./clean";
import { requestId } from "./request-id";
import type { TelemetrySettings } from "./settings";

type Answer = Readonly<{ code: number; error?: Error }>;
type Exporter<Items> = { export(items: Items, done: (answer: Answer) => void): void };

const QUIET_MS = 300_000;

/** A collector that does not answer is told of now and then, and never slows anybody down. */
function reporting<Items, Kind extends Exporter<Items>>(signal: string, exporter: Kind): Kind {
  const send = exporter.export.bind(exporter);
  let quietUntil = 0;
  exporter.export = (items, done) =>
    send(items, (answer) => {
      if (answer.code !== 0 && Date.now() > quietUntil) {
        quietUntil = Date.now() + QUIET_MS;
        log("warn", "telemetry.failed", { signal, cause: answer.error?.name });
      }
      done(answer);
    });
  return exporter;
}

/** Spans as they may leave; those that nothing here is above carry the request's name, which the log has too. */
class CleanSpans extends BatchSpanProcessor {
  override onStart(span: Span): void {
    const request = requestId();
    if (span.parentSpanContext === undefined && request !== undefined)
      span.setAttribute("countersign.request", request);
  }

  override onEnd(span: ReadableSpan): void {
    super.onEnd(cleanSpan(span));
  }
}

type Platform = Readonly<{
  get?: () => Readonly<{ waitUntil?: (work: Promise<unknown>) => void }> | undefined;
}>;

/** Vercel stops a function between two requests: what is left to be sent goes out before. */
class SendBeforeStop implements SpanProcessor {
  constructor(private readonly flush: () => Promise<void>) {}
  forceFlush = async (): Promise<void> => undefined;
  shutdown = async (): Promise<void> => undefined;
  onStart(): void {}

  onEnd(span: ReadableSpan): void {
    if (span.parentSpanContext !== undefined) return;
    const platform: unknown = Reflect.get(globalThis, Symbol.for("@vercel/request-context"));
    (platform as Platform | undefined)?.get?.()?.waitUntil?.(this.flush());
  }
}

const resourceOf = (given: TelemetrySettings["resource"]): Resource =>
  defaultResource()
    .merge(resourceFromAttributes({ ...given, "service.instance.id": randomUUID() }))
    .merge(detectResources({ detectors: [envDetector] }));

type Running = Readonly<{ flush: () => Promise<void>; stop: () => Promise<void> }>;

/**
 * From now on traces and metrics go to the collector that the standard variables name, by OTLP over HTTP. Trace ids of
 * strangers are not taken over: no propagator is set.
 */
export function startTelemetry({ resource: given }: TelemetrySettings): Running {
  const resource = resourceOf(given);
  const reader = new PeriodicExportingMetricReader({
    exporter: reporting("metrics", new OTLPMetricExporter()),
  });
  const meters = new MeterProvider({ resource, readers: [reader] });
  const spans = new CleanSpans(reporting("traces", new OTLPTraceExporter()));
  const flush = async (): Promise<void> => {
    await Promise.allSettled([spans.forceFlush(), meters.forceFlush()]);
  };
  const tracers = new BasicTracerProvider({ resource, spanProcessors: [spans, new SendBeforeStop(flush)] });
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  trace.setGlobalTracerProvider(tracers);
  metrics.setGlobalMeterProvider(meters);
  return {
    flush,
    stop: async () => {
      await Promise.allSettled([tracers.shutdown(), meters.shutdown()]);
    },
  };
}
