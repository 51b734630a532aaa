import { setTimeout as delay } from "node:timers/promises";
import type { Random } from "../random";
import type { Fault as ProviderFault } from "../simulator/faults";
import type { Stage } from "./stage";

/** Breaks something for so long; whole again when it is done. */
type Breaking = (stage: Stage, milliseconds: number, random: Random) => Promise<void>;

const provider =
  (...rules: readonly ProviderFault[]): Breaking =>
  async ({ simulator: { control } }, milliseconds) => {
    const ids = rules.map((rule) => control.fault({ ...rule, lasting: true }));
    await delay(milliseconds);
    for (const id of ids) control.removeFault(id);
  };

/** Whatever is being asked. */
const any = "any" as const;

async function setReadOnly({ sql }: Stage, on: boolean): Promise<void> {
  const held = await sql.reserve();
  try {
    await held`set default_transaction_read_only = off`;
    await held.unsafe(`alter system set default_transaction_read_only = ${on ? "on" : "off"}`);
    await held`select pg_reload_conf()`;
  } finally {
    held.release();
  }
}

export const faults = {
  "database crashes and comes back": (stage) => stage.restartDatabase(),
  "every database connection is reset": async ({ line }, milliseconds) => {
    for (const until = Date.now() + milliseconds; Date.now() < until; await delay(500)) line.cut();
  },
  "database answers nothing": async ({ line }, milliseconds) => {
    const release = line.hold();
    await delay(milliseconds);
    release();
  },
  "database is slow": async ({ line }, milliseconds, random) => {
    const heal = line.slow(20 + random.below(80));
    await delay(milliseconds);
    heal();
  },
  "answers to COMMIT are lost": async ({ line }, milliseconds, random) => {
    const heal = line.loseAnswers(() => random.chance(0.25));
    await delay(milliseconds);
    heal();
  },
  "database is read-only": async (stage, milliseconds) => {
    await setReadOnly(stage, true);
    try {
      await delay(milliseconds);
    } finally {
      await setReadOnly(stage, false);
    }
  },
  "provider says 500": provider({ operation: any, effect: { kind: "answer", status: 500 } }),
  "provider says 429": provider({
    operation: any,
    effect: { kind: "answer", status: 429, retryAfterSeconds: 2 },
  }),
  "provider hangs": provider({ operation: any, effect: { kind: "hang" } }),
  "provider does it, and its answer is lost": provider({
    operation: any,
    when: "after",
    effect: { kind: "reset" },
  }),
  "provider does it, and answers nonsense": provider({
    operation: any,
    when: "after",
    effect: { kind: "malformed" },
  }),
  "callbacks come twice": provider({ operation: "callback", effect: { kind: "duplicate" } }),
  "callbacks come late": provider({ operation: "callback", effect: { kind: "late", seconds: 4 } }),
  "callbacks come before the answer": provider({ operation: "callback", effect: { kind: "early" } }),
  "texts do not arrive": provider({ operation: "deliver", effect: { kind: "drop" } }),
  "mail server is down": provider({ operation: "connect", effect: { kind: "reset" } }),
  "mail server refuses": provider({ operation: "mail", effect: { kind: "answer", status: 451 } }),
  "an instance is killed": async ({ instances }, milliseconds, random) => {
    const [one, two] = instances;
    const victim = random.pick([one, two]);
    await victim.kill();
    await delay(milliseconds);
    await victim.start();
  },
  "an instance stands still": async ({ instances }, _milliseconds, random) => {
    const [one, two] = instances;
    const goOn = random.pick([one, two]).freeze();
    await delay(2_000);
    goOn();
  },
} as const satisfies Readonly<Record<string, Breaking>>;

export type FaultName = keyof typeof faults;

const isFault = (name: string): name is FaultName => Object.hasOwn(faults, name);

/** All of them in an order of its own, again and again: a short run meets as many kinds as it can. */
export function* schedule(random: Random): Generator<FaultName, never> {
  for (;;) {
    const left = Object.keys(faults).filter(isFault);
    while (left.length > 0) {
      const [name] = left.splice(random.below(left.length), 1);
      if (name) yield name;
    }
  }
}

export const strike = (
  name: FaultName,
  stage: Stage,
  milliseconds: number,
  random: Random,
): Promise<void> => {
  const breaking: Breaking = faults[name];
  return breaking(stage, milliseconds, random);
};
