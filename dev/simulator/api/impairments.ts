import type { ApiFault, Faults } from "../faults";
import type { Reply } from "../http/reply";
import type { Switches } from "../switches";
import type { Dialect, Route } from "./api";

export type Impairments = ReturnType<typeof createImpairments>;

type Effect = Exclude<ApiFault["effect"], { kind: "delay" }>;
type Impaired = Reply | "reset" | "hang";

function answered(effect: Extract<Effect, { kind: "answer" }>, dialect: Dialect, switches: Switches): Reply {
  const pause = effect.status === 429 && switches.retryAfterOn429 ? 1 : undefined;
  const seconds = effect.retryAfterSeconds ?? pause;
  const headers: Record<string, string> = seconds === undefined ? {} : { "retry-after": String(seconds) };
  if (effect.body !== undefined) {
    const contentType = effect.contentType ?? "application/json";
    return { status: effect.status, contentType, body: effect.body, headers };
  }
  const usual = dialect.failure(effect.status, effect.problem);
  return { ...usual, headers: { ...usual.headers, ...headers } };
}

function impaired(effect: Effect, dialect: Dialect, switches: Switches): Impaired {
  switch (effect.kind) {
    case "answer":
      return answered(effect, dialect, switches);
    case "hang":
    case "reset":
      return effect.kind;
    case "malformed":
      return { status: 200, contentType: "application/json", body: dialect.malformed };
    case "html":
      return { status: 200, contentType: "text/html", body: "<!doctype html><title>Gateway</title><p>Busy." };
    case "empty":
      return { status: 200 };
    case "redirect":
      return { status: effect.status ?? 307, headers: { location: effect.location } };
  }
}

/** Lets a fault stand before or behind the handling of a request. Delays take real time, as a client waits in it. */
export function createImpairments(faults: Faults, switches: () => Switches, closed: AbortSignal) {
  const pause = (milliseconds: number) =>
    new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, milliseconds);
      closed.addEventListener(
        "abort",
        () => {
          clearTimeout(timer);
          resolve();
        },
        { once: true },
      );
    });

  return async (
    { operation, numbers }: Route,
    dialect: Dialect,
    handle: () => Promise<Reply>,
  ): Promise<Impaired> => {
    const fault = operation === "other" ? undefined : faults.takeApi(operation, numbers);
    if (!fault) return handle();
    const { effect, when = "before" } = fault;
    if (effect.kind === "delay") {
      if (when === "before") await pause(effect.milliseconds);
      const reply = closed.aborted ? "hang" : await handle();
      if (when === "after") await pause(effect.milliseconds);
      return reply;
    }
    if (when === "after") await handle();
    return impaired(effect, dialect, switches());
  };
}
