import { performance } from "node:perf_hooks";
import { NextRequest } from "next/server";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { atWork, isOverloaded, SHED_HEADER, stopWatching, watchLoad } from "@/lib/overload";
import { policy } from "@/lib/policy";
import { serveWith } from "./environment";

const { sampleMs, samples, busyShare, retryAfterSeconds } = policy.load;

let utilization = 0;
let ends: (() => void)[] = [];

/** So many logins whose passwords are being checked. */
function begin(count: number): Promise<void>[] {
  return Array.from({ length: count }, () => atWork(new Promise<void>((resolve) => ends.push(resolve))));
}

beforeEach(() => {
  vi.useFakeTimers();
  vi.spyOn(performance, "eventLoopUtilization").mockImplementation(() => ({
    idle: 0,
    active: 0,
    utilization,
  }));
  utilization = 0;
  ends = [];
  watchLoad();
});

afterEach(() => {
  stopWatching();
  vi.restoreAllMocks();
  vi.useRealTimers();
});

function pass(count: number, share: number): void {
  utilization = share;
  vi.advanceTimersByTime(count * sampleMs);
}

test("A process that is busy with little to do, as at its start, is not overloaded", async () => {
  const all = begin(policy.load.atWork - 1);
  pass(samples, 1);
  expect(isOverloaded()).toBe(false);
  begin(1);
  expect(isOverloaded()).toBe(true);
  for (const end of ends) end();
  await Promise.all(all);
  expect(isOverloaded()).toBe(false);
});

test("Work that fails counts no longer", async () => {
  begin(policy.load.atWork - 1);
  pass(samples, 1);
  await expect(atWork(Promise.reject(new Error("wrong")))).rejects.toThrow("wrong");
  expect(isOverloaded()).toBe(false);
});

test("A process is overloaded once it has been busy for several samples in a row, and no longer after one rest", () => {
  begin(policy.load.atWork);
  pass(samples - 1, 1);
  expect(isOverloaded()).toBe(false);
  pass(1, busyShare);
  expect(isOverloaded()).toBe(true);
  pass(1, busyShare - 0.01);
  expect(isOverloaded()).toBe(false);
});

test("A burst that ends before that puts nobody off", () => {
  begin(policy.load.atWork);
  for (let round = 0; round < 5; round += 1) {
    pass(samples - 1, 1);
    pass(1, 0.5);
    expect(isOverloaded()).toBe(false);
  }
});

test("Where nothing watches, nothing is overloaded", () => {
  begin(policy.load.atWork);
  pass(samples, 1);
  stopWatching();
  expect(isOverloaded()).toBe(false);
});

async function answerTo(method: string, path: string, headers: Record<string, string> = {}) {
  serveWith();
  const { proxy } = await import("../../proxy");
  return proxy(new NextRequest(`http://localhost:3000${path}`, { method, headers }));
}

const told = (answer: Response) => answer.headers.get(`x-middleware-request-${SHED_HEADER}`);

test("Then a post that begins a login is answered 503, with when to come back", async () => {
  begin(policy.load.atWork);
  pass(samples, 1);
  for (const path of ["/login", "/signup"]) {
    const answer = await answerTo("POST", path);
    expect(answer.status, path).toBe(503);
    expect(answer.headers.get("retry-after")).toBe(String(retryAfterSeconds));
    expect(told(answer)).toBe("1");
  }
});

test("Whoever is half in goes on, and pages are served", async () => {
  begin(policy.load.atWork);
  pass(samples, 1);
  for (const [method, path] of [
    ["POST", "/login/pin"],
    ["POST", "/login/authenticator"],
    ["POST", "/account/password"],
    ["GET", "/login"],
    ["POST", "/api/passkeys"],
  ] as const) {
    const answer = await answerTo(method, path);
    expect(answer.status, `${method} ${path}`).toBe(200);
    expect(told(answer)).toBeNull();
  }
});

test("What a client says about it is taken away", async () => {
  const answer = await answerTo("POST", "/login", { [SHED_HEADER]: "1" });
  expect(answer.status).toBe(200);
  expect(told(answer)).toBeNull();
  const passedOn = answer.headers.get("x-middleware-override-headers") ?? "";
  expect(passedOn.split(",")).not.toContain(SHED_HEADER);
});
