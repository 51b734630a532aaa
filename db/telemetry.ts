import "server-only";

import {
  type Attributes,
  type Counter,
  type Histogram,
  metrics,
  SpanKind,
  SpanStatusCode,
  trace,
} from "@opentelemetry/api";
import type postgres from "postgres";

const tracer = () => trace.getTracer("countersign");

let made: Histogram | undefined;
let refusals: Counter | undefined;

/** Seconds, as the semantic conventions have it. */
function durations(): Histogram {
  made ??= metrics.getMeter("countersign").createHistogram("db.client.operation.duration", {
    description: "Statements, from asking to the answer",
    unit: "s",
    advice: { explicitBucketBoundaries: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5] },
  });
  return made;
}

/** Counts what was refused because there was too much of it, by the rule that said so. */
export function countThrottled(rule: string): void {
  refusals ??= metrics
    .getMeter("countersign")
    .createCounter("countersign.throttled", { description: "What was refused as too much, by rule" });
  refusals.add(1, { "countersign.rule": rule });
}

const first = /\b(insert into|update|delete from|from|set)\s+"?([a-z_]+)"?/i;
const operations = new Map([
  ["insert into", "insert"],
  ["update", "update"],
  ["delete from", "delete"],
  ["set", "set"],
]);

/** What a statement begins with, never its values: of one with several parts, its first. */
export function describeStatement(text: string): Attributes & { "db.query.summary": string } {
  const [, words = "", table] = first.exec(text) ?? [];
  const operation = operations.get(words.toLowerCase()) ?? "select";
  return {
    "db.system.name": "postgresql",
    "db.operation.name": operation,
    ...(table && { "db.collection.name": table }),
    "db.query.summary": table ? `${operation} ${table}` : operation,
  };
}

const errorType = (error: unknown): string =>
  error instanceof Error && "code" in error ? String(error.code) : "error";

/** The query is asked for the moment that somebody waits for it: it begins here and nowhere else. */
function watch<Query extends Promise<unknown>>(query: Query, text: string): Query {
  const attributes = describeStatement(text);
  const span = tracer().startSpan(attributes["db.query.summary"], { kind: SpanKind.CLIENT, attributes });
  const began = performance.now();
  const end = (failure: Attributes): void => {
    durations().record((performance.now() - began) / 1000, { ...attributes, ...failure });
    span.end();
  };
  query.then(
    () => end({}),
    (error: unknown) => {
      const failure = { "error.type": errorType(error) };
      span.setStatus({ code: SpanStatusCode.ERROR }).setAttributes(failure);
      end(failure);
    },
  );
  return query;
}

type Work = (client: postgres.TransactionSql) => Promise<unknown>;

/** A transaction is a span of its own: its beginning and its end are waited for too. */
function transaction(
  begin: (...given: unknown[]) => Promise<unknown>,
  given: readonly unknown[],
): Promise<unknown> {
  const work = given.at(-1) as Work;
  return tracer().startActiveSpan("transaction", async (span) => {
    try {
      return await begin(...given.slice(0, -1), (client: postgres.TransactionSql) => work(traced(client)));
    } catch (error) {
      span.setStatus({ code: SpanStatusCode.ERROR }).setAttribute("error.type", errorType(error));
      throw error;
    } finally {
      span.end();
    }
  });
}

/** The same client, each of whose statements is a span and is counted. Drizzle asks by these two methods alone. */
export function traced<Client extends object>(client: Client): Client {
  return new Proxy(client, {
    get(target, property) {
      const member: unknown = Reflect.get(target, property);
      if (typeof member !== "function") return member;
      if (property === "begin" || property === "savepoint")
        return (...given: unknown[]) => transaction((...all) => member(...all), given);
      if (property !== "unsafe") return member;
      return (text: string, ...rest: unknown[]) => watch(member(text, ...rest), text);
    },
  });
}
