import { setTimeout as delay } from "node:timers/promises";
import type { Random } from "../random";
import { openBrowser } from "./browser";
import { logIn, logInByPhone, signUp } from "./entering";
import { errands, logOut, resetPassword } from "./errands";
import { mayText, type Person, personOf, type World } from "./people";
import type { Record } from "./record";
import type { Stage } from "./stage";

const sweepEveryMs = 7_000;
const longestThoughtMs = 600;

export interface Population {
  everybody: readonly Person[];
  /** Stops when `until` (milliseconds since 1970) has come and everybody has finished what they were doing. */
  live(people: number, until: number): Promise<void>;
}

/** Nobody does two things at once; who cannot be reached any more does nothing. */
const canAct = (person: Person, busy: ReadonlySet<Person>): boolean =>
  person.account === "yes" &&
  !busy.has(person) &&
  (mayText(person) || person.codes.length > 0 || person.app !== null || person.device !== null);

async function act(world: World, person: Person): Promise<void> {
  const { random } = world;
  if (mayText(person) && random.chance(0.12)) return logInByPhone(world, person);
  if (mayText(person) && person.email.length === 1 && random.chance(0.08))
    return resetPassword(world, person);
  const browser = await logIn(world, person);
  if (!browser) return;
  for (let count = random.below(3); count > 0 && person.account === "yes"; count -= 1)
    await random.pick(errands)(world, person, browser);
  if (random.chance(0.5)) await logOut(world, person, browser);
}

/** Sweeps run on one instance or on both at once, as a platform's clock that is not careful calls them. */
async function sweep({ appUrl, cronSecret }: Stage, until: number, random: Random): Promise<void> {
  const call = () =>
    fetch(`${appUrl}/api/cron/sweep`, {
      headers: { authorization: `Bearer ${cronSecret}` },
      signal: AbortSignal.timeout(15_000),
    }).then(
      (answer) => answer.text(),
      () => "",
    );
  while (Date.now() < until) {
    await delay(sweepEveryMs);
    await Promise.all(random.chance(0.3) ? [call(), call()] : [call()]);
  }
}

export function populate(stage: Stage, record: Record, random: Random): Population {
  const everybody: Person[] = [];
  const busy = new Set<Person>();

  async function arrive(world: World): Promise<void> {
    const person = personOf(everybody.length, random.fork(`person ${everybody.length}`));
    everybody.push(person);
    busy.add(person);
    const browser = await signUp(world, person);
    if (browser && world.random.chance(0.3)) await world.random.pick(errands)(world, person, browser);
    busy.delete(person);
  }

  async function worker(name: string, until: number): Promise<void> {
    const own = random.fork(name);
    const browser = () => openBrowser(stage.appUrl, record);
    const world: World = { stage, record, random: own, browser };
    while (Date.now() < until) {
      const free = everybody.filter((person) => canAct(person, busy));
      const person = free[own.below(free.length)];
      if (!person || own.chance(0.3)) await arrive(world);
      else {
        busy.add(person);
        await act(world, person).finally(() => busy.delete(person));
      }
      await delay(own.below(longestThoughtMs));
    }
  }

  return {
    everybody,
    async live(people, until) {
      const workers = Array.from({ length: people }, (_, index) => worker(`worker ${index}`, until));
      await Promise.all([...workers, sweep(stage, until, random.fork("sweep"))]);
    },
  };
}
