import { beforeEach, describe, expect, test, vi } from "vitest";
import { policy } from "@/lib/policy";

const { maxConcurrentHashes, maxQueuedHashes } = policy.password;

let gate: typeof import("@/lib/auth/hash-gate");

beforeEach(async () => {
  vi.resetModules();
  gate = await import("@/lib/auth/hash-gate");
});

/** Work that runs until it is told to end; `started` lists the names in the order they began. */
function workshop() {
  const started: number[] = [];
  const ends = new Map<number, () => void>();
  const failures = new Map<number, (reason: Error) => void>();
  const enter = (name: number): Promise<number> =>
    gate.hashGate(
      () =>
        new Promise<number>((resolve, reject) => {
          started.push(name);
          ends.set(name, () => resolve(name));
          failures.set(name, reject);
        }),
    );
  return { started, enter, end: (name: number) => ends.get(name)?.(), fail: failures };
}

/** Long enough for everything that can go on without waiting for us. */
const settle = () => new Promise<void>((resolve) => setImmediate(resolve));
const upTo = (count: number) => Array.from({ length: count }, (_, index) => index);

test("A few run at once, the others wait, and they are let in as they came", async () => {
  const { started, enter, end } = workshop();
  const all = upTo(maxConcurrentHashes + 5).map(enter);
  await settle();
  expect(started).toEqual(upTo(maxConcurrentHashes));
  for (const name of upTo(all.length)) {
    expect(started.length).toBe(Math.min(all.length, maxConcurrentHashes + name));
    end(name);
    await settle();
  }
  expect(started).toEqual(upTo(all.length));
  expect(await Promise.all(all)).toEqual(upTo(all.length));
});

describe("A full queue", () => {
  const room = maxConcurrentHashes + maxQueuedHashes;

  test("turns the next away at once, and nobody who is in it", async () => {
    const { started, enter, end } = workshop();
    const all = upTo(room).map(enter);
    await expect(enter(room)).rejects.toBeInstanceOf(gate.Overloaded);
    await expect(enter(room + 1)).rejects.toThrow("The queue of password hashes is full");
    for (const name of upTo(room)) {
      await settle();
      end(name);
    }
    expect(await Promise.all(all)).toEqual(upTo(room));
    expect(started).not.toContain(room);
  });

  test("has room again as soon as one has left", async () => {
    const { started, enter, end } = workshop();
    const all = upTo(room).map(enter);
    await settle();
    end(0);
    await settle();
    all.push(enter(room));
    await expect(enter(room + 1)).rejects.toBeInstanceOf(gate.Overloaded);
    for (const name of upTo(room + 1)) {
      await settle();
      end(name);
    }
    await Promise.all(all);
    expect(started).toEqual(upTo(room + 1));
  });
});

describe("Work that fails", () => {
  test("is told to its own caller and makes room for the next", async () => {
    const { started, enter, end, fail } = workshop();
    const all = upTo(maxConcurrentHashes + 1).map(enter);
    await settle();
    fail.get(0)?.(new Error("out of memory"));
    await expect(all[0]).rejects.toThrow("out of memory");
    await settle();
    expect(started).toEqual(upTo(maxConcurrentHashes + 1));
    for (const name of upTo(all.length)) end(name);
    expect(await Promise.all(all.slice(1))).toEqual(upTo(all.length).slice(1));
  });

  test("leaves no place taken, also when it fails before it begins", async () => {
    const throwing = (): Promise<never> => {
      throw new Error("no");
    };
    for (const _ of upTo(maxConcurrentHashes * 3)) {
      await expect(gate.hashGate(throwing)).rejects.toThrow("no");
    }
    const { started, enter, end } = workshop();
    const all = upTo(maxConcurrentHashes).map(enter);
    await settle();
    expect(started).toEqual(upTo(maxConcurrentHashes));
    for (const name of upTo(all.length)) end(name);
    await Promise.all(all);
  });
});
