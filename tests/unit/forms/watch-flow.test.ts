import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { type FlowWatch, watchFlow } from "@/lib/forms/watch-flow";

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

const seconds = (count: number) => vi.advanceTimersByTimeAsync(count * 1000);

/** A page that can be hidden and a network that can be gone, with a server that answers as it is told. */
function watch(change: Partial<FlowWatch> = {}) {
  const page = Object.assign(new EventTarget(), { visibilityState: "visible" as DocumentVisibilityState });
  const network = Object.assign(new EventTarget(), { navigator: { onLine: true } });
  const server = { version: "one" as string | null, down: false };
  const ask = vi.fn(async (_signal: AbortSignal) => {
    if (server.down) throw new Error("No answer");
    return server.version;
  });
  const onChange = vi.fn();
  const stop = watchFlow({ version: "one", ask, onChange, wakeInMs: null, ...change }, page, network);
  return {
    server,
    onChange,
    stop,
    asked: () => ask.mock.calls.length,
    signal: () => ask.mock.calls[0]?.[0],
    show(visibilityState: DocumentVisibilityState) {
      page.visibilityState = visibilityState;
      page.dispatchEvent(new Event("visibilitychange"));
    },
    connect(onLine: boolean) {
      network.navigator.onLine = onLine;
      network.dispatchEvent(new Event(onLine ? "online" : "offline"));
    },
  };
}

describe("How often it asks", () => {
  test("Every three seconds, after half a minute every five, after two every ten", async () => {
    const { asked } = watch();
    await seconds(29);
    expect(asked()).toBe(9);
    await seconds(1 + 5 * 18);
    expect(asked()).toBe(9 + 1 + 18);
    const before = asked();
    await seconds(100);
    expect(asked() - before).toBe(10);
  });

  test("Never twice at once, however long an answer takes", async () => {
    let answer = (_version: string) => {};
    const slow = vi.fn(() => new Promise<string>((resolve) => (answer = resolve)));
    const { show } = watch({ ask: slow });
    await seconds(60);
    show("visible");
    expect(slow).toHaveBeenCalledTimes(1);
    answer("one");
    await seconds(5);
    expect(slow).toHaveBeenCalledTimes(2);
  });

  test("Not while nobody looks, and at once when somebody does again", async () => {
    const { asked, show } = watch();
    show("hidden");
    await seconds(120);
    expect(asked()).toBe(0);
    show("visible");
    expect(asked()).toBe(1);
    await seconds(10);
    expect(asked()).toBe(2);
  });

  test("An answer that comes while nobody looks is followed by no question", async () => {
    let answer = (_version: string) => {};
    const slow = vi.fn(() => new Promise<string>((resolve) => (answer = resolve)));
    const { show } = watch({ ask: slow });
    await seconds(3);
    show("hidden");
    answer("one");
    await seconds(60);
    expect(slow).toHaveBeenCalledTimes(1);
  });

  test("Once at the wanted moment also while nobody looks", async () => {
    const { asked, show } = watch({ wakeInMs: 40_000 });
    show("hidden");
    await seconds(39);
    expect(asked()).toBe(0);
    await seconds(1);
    expect(asked()).toBe(1);
    await seconds(120);
    expect(asked()).toBe(1);
  });
});

describe("When nobody answers", () => {
  test("The pauses grow up to a minute, and are short again after the first answer", async () => {
    const { asked, server } = watch();
    server.down = true;
    await seconds(3 + 6 + 12);
    expect(asked()).toBe(3);
    await seconds(300);
    const before = asked();
    await seconds(120);
    expect(asked() - before).toBe(2);
    server.down = false;
    await seconds(60);
    const answered = asked();
    await seconds(20);
    expect(asked() - answered).toBeGreaterThanOrEqual(1);
    await seconds(20);
    expect(asked() - answered).toBeGreaterThanOrEqual(3);
  });

  test("Without a network nothing is asked until it is back", async () => {
    const { asked, connect } = watch();
    connect(false);
    await seconds(120);
    expect(asked()).toBe(0);
    connect(true);
    expect(asked()).toBe(1);
  });

  test("Silence is no news", async () => {
    const { onChange, server } = watch();
    server.down = true;
    await seconds(300);
    expect(onChange).not.toHaveBeenCalled();
  });
});

describe("News", () => {
  test("A version that the page does not show is told once", async () => {
    const { onChange, server } = watch();
    await seconds(6);
    expect(onChange).not.toHaveBeenCalled();
    server.version = "two";
    await seconds(30);
    expect(onChange).toHaveBeenCalledTimes(1);
    server.version = "three";
    await seconds(10);
    expect(onChange).toHaveBeenCalledTimes(2);
  });

  test("The end of the flow is told once, and then nothing is asked any more", async () => {
    const { asked, onChange, server, show } = watch();
    server.version = null;
    await seconds(3);
    expect(onChange).toHaveBeenCalledTimes(1);
    await seconds(300);
    show("visible");
    expect(asked()).toBe(1);
    expect(onChange).toHaveBeenCalledTimes(1);
  });

  test("A page that is left asks no more, and the answer under way changes nothing", async () => {
    let answer = (_version: string) => {};
    const slow = vi.fn((_signal: AbortSignal) => new Promise<string>((resolve) => (answer = resolve)));
    const { onChange, show, stop } = watch({ ask: slow, wakeInMs: 60_000 });
    await seconds(3);
    stop();
    expect(slow.mock.calls[0]?.[0].aborted).toBe(true);
    answer("two");
    show("visible");
    await seconds(300);
    expect(slow).toHaveBeenCalledTimes(1);
    expect(onChange).not.toHaveBeenCalled();
  });
});
