import { vi } from "vitest";

// A setup file: what a test mocks or spies on is mocked in both instances, by the same thing.

type Factory = (original: () => Promise<object>) => Promise<object> | object;

const real = vi.mock;

function once(path: string, factory: Factory): Factory {
  let made: Promise<object> | undefined;
  const original = () => vi.importActual<object>(`${path}?instance=1`);
  return () => {
    made ??= Promise.resolve(factory(original));
    return made;
  };
}

/** Its name counts: vitest finds the file that calls it by that. */
function mock(path: string, factory: Factory): void {
  const shared = once(path, factory);
  const paths = path.startsWith("@/") ? ["both", "1", "2"].map((copy) => `${path}?instance=${copy}`) : [path];
  for (const one of paths) real(one, one === path ? factory : shared);
}

const realSpy = vi.spyOn;

/** A spy on a module's function is the one instance's, and the other's calls go to it. */
function spyOn(object: object, ...member: unknown[]): unknown {
  const both = "bothInstances" in object && Array.isArray(object.bothInstances) ? object.bothInstances : null;
  if (!both) return Reflect.apply(realSpy, vi, [object, ...member]);
  const [spy, other] = both.map((instance) => Reflect.apply(realSpy, vi, [instance, ...member]));
  other.mockImplementation(spy);
  return spy;
}

Object.assign(vi, { mock, spyOn });
