import "server-only";

import { type Span, SpanStatusCode, trace } from "@opentelemetry/api";
import { durations, type Measure, type Words, wordsOf } from "./metrics";

type Outcome<Result> = (result: Result) => string;

const kindOf = ({ kind }: Readonly<{ kind: string }>): string => kind;

async function within<Result>(span: Span, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    // Neither words nor stack: errors of clients carry numbers, and those of statements their values.
    span.setStatus({ code: SpanStatusCode.ERROR });
    span.setAttribute("error.type", error instanceof Error ? error.name : typeof error);
    throw error;
  } finally {
    span.end();
  }
}

/**
 * Does work in a span, and counts it with its time by `words` and by the one word that `outcomeOf` makes of what came
 * of it ("threw" where nothing did). Only words of ours go in: no number, no name, no id.
 */
export function traced<Result>(
  measure: Measure,
  words: Words & Readonly<{ operation: string }>,
  work: () => Promise<Result>,
  outcomeOf: Outcome<Result>,
): Promise<Result> {
  const attributes = wordsOf(words);
  return trace.getTracer("countersign").startActiveSpan(words.operation, { attributes }, (span) => {
    const began = performance.now();
    let outcome = "threw";
    return within(span, async () => {
      try {
        const result = await work();
        outcome = outcomeOf(result);
        return result;
      } finally {
        const ended = wordsOf({ outcome });
        span.setAttributes(ended);
        durations[measure]().record((performance.now() - began) / 1000, { ...attributes, ...ended });
      }
    });
  });
}

type UseCase<Given extends unknown[], Result> = (...given: Given) => Promise<Result>;

/** The same use case, seen from outside by its name and the kind of its outcome. */
export const observed =
  <Given extends unknown[], Result extends Readonly<{ kind: string }>>(
    operation: string,
    work: UseCase<Given, Result>,
  ): UseCase<Given, Result> =>
  (...given) =>
    traced("use_case", { operation }, () => work(...given), kindOf);

/** Of the trace that is being recorded, for the log; undefined where none is. */
export function traceId(): string | undefined {
  const span = trace.getActiveSpan();
  return span?.isRecording() ? span.spanContext().traceId : undefined;
}
