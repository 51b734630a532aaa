import { vi } from "vitest";
import { instancesOf } from "./turns";

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
  const copies = ["both", "none", "1", "2"].map((copy) => `${path}?instance=${copy}`);
  const paths = path.startsWith("@/") ? copies : [path];
  for (const one of paths) real(one, one === path ? factory : shared);
}

const realSpy = vi.spyOn;

/** A spy on a module's function is the one instance's, and the other's calls go to it. */
function spyOn(object: object, name: string, ...access: unknown[]): unknown {
  const both = access.length === 0 ? instancesOf(Reflect.get(object, name)) : null;
  if (!both) return Reflect.apply(realSpy, vi, [object, name, ...access]);
  const [spy, other] = both.map((instance) => Reflect.apply(realSpy, vi, [instance, name]));
  other.mockImplementation(spy);
  return spy;
}

Object.assign(vi, { mock, spyOn });
