import { describe, expect, test } from "vitest";
import { sizesUpTo } from "../../../dev/bench/growth";
import { climb, type Measured } from "../../../dev/bench/load";
import { arrivals } from "../../../dev/bench/load/arrivals";
import { runWave, Shed } from "../../../dev/bench/load/traffic";
import { readOptions } from "../../../dev/bench/options";
import { quantile } from "../../../dev/bench/statistics";
import { Answered } from "../../../dev/bench/visitor";
import { barrier } from "../../support/barrier";

describe("Arrivals", () => {
  test("come at the rate that was asked for, in order, within the time", () => {
    const moments = arrivals(20, 600, 1);
    expect(moments.length / 600).toBeGreaterThan(19);
    expect(moments.length / 600).toBeLessThan(21);
    expect(moments).toEqual([...moments].sort((a, b) => a - b));
    expect(moments.at(-1)).toBeLessThan(600_000);
  });

  test("come without regard to each other: the gaps are spread as widely as they are long", () => {
    const moments = arrivals(20, 600, 2);
    const gaps = moments.slice(1).map((moment, index) => moment - (moments[index] ?? 0));
    const mean = gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length;
    const deviation = Math.sqrt(gaps.reduce((sum, gap) => sum + (gap - mean) ** 2, 0) / gaps.length);
    expect(deviation / mean).toBeGreaterThan(0.95);
    expect(deviation / mean).toBeLessThan(1.05);
  });

  test("are the same in every run, and others for another seed", () => {
    expect(arrivals(20, 10, 3)).toEqual(arrivals(20, 10, 3));
    expect(arrivals(20, 10, 3)).not.toEqual(arrivals(20, 10, 4));
  });
});

describe("A wave", () => {
  test("counts a stall against everybody who came meanwhile", async () => {
    const moments = arrivals(100, 0.3, 5);
    const lastHasCome = barrier(moments.length);
    const { planned, whole } = await runWave(100, 0.3, 5, lastHasCome);
    expect(whole).toHaveLength(planned);
    const last = moments.at(-1) ?? 0;
    // A timer of Node may come a millisecond early.
    for (const [index, moment] of moments.entries()) expect(whole[index]).toBeGreaterThan(last - moment - 2);
  });

  test("tells who was put off from who met an error, and counts neither as in", async () => {
    let turn = 0;
    const wave = await runWave(400, 0.1, 6, async () => {
      turn += 1;
      if (turn % 3 === 0) throw new Shed();
      if (turn % 3 === 1) throw new Answered("POST /login", 500, null);
    });
    expect(wave.shed).toBe(Math.floor(wave.planned / 3));
    expect(wave.errors.get("POST /login answered 500")).toBe(Math.ceil(wave.planned / 3));
    expect(wave.whole.length + wave.shed + (wave.errors.get("POST /login answered 500") ?? 0)).toBe(
      wave.planned,
    );
  });
});

describe("The search for the highest rate", () => {
  const at = (most: number) => {
    const asked: number[] = [];
    const run = async (perSecond: number): Promise<Measured> => {
      asked.push(perSecond);
      const milliseconds = perSecond <= most ? 100 : 5000;
      const wave = {
        perSecond,
        planned: 10,
        whole: [milliseconds],
        steps: new Map(),
        shed: 0,
        errors: new Map(),
      };
      const still = { cpuPerLogin: 0, application: 0, bench: 0, machine: 0, delay: { p99: 0, most: 0 } };
      return { name: "", wave: { ...wave, seconds: 1 }, machine: still, texts: 1 };
    };
    return { asked, found: climb(run, 20, async () => undefined) };
  };

  test("goes up from a rate that is carried to the first one that is not", async () => {
    const { asked, found } = at(33);
    expect((await found).highest).toBe(31);
    expect(asked).toEqual([20, 25, 31, 39]);
  });

  test("goes down from one that is not to the first one that is", async () => {
    const { asked, found } = at(11);
    expect((await found).highest).toBe(10);
    expect(asked).toEqual([20, 16, 13, 10]);
  });

  test("ends where nothing is carried, and where everything is", async () => {
    expect((await at(0).found).highest).toBeUndefined();
    const { asked, found } = at(10_000);
    expect((await found).highest).toBe(asked.at(-1));
  });
});

test("A quantile is the value that so many do not exceed", () => {
  const values = [5, 1, 4, 2, 3];
  expect([0, 0.2, 0.5, 0.95, 1].map((share) => quantile(values, share))).toEqual([1, 1, 3, 5, 5]);
  expect(quantile([], 0.5)).toBeNaN();
});

test("Growth goes up to the users that were asked for, ten times as many at each step", () => {
  expect(sizesUpTo(1_000_000)).toEqual([1_000, 10_000, 100_000, 1_000_000]);
});

test("The bench refuses what it does not know", () => {
  expect(() => readOptions(["speed"])).toThrow("speed");
  expect(() => readOptions(["load", "--rate", "fast"])).toThrow("--rate");
  expect(readOptions(["load", "--rate", "5", "--seconds", "3"])).toMatchObject({
    mode: "load",
    options: { perSecond: 5, seconds: 3, instances: 2 },
  });
});
