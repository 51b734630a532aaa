import { describe, expect, test } from "vitest";
import { compareVersions, findViolations, floors } from "../../../dev/checks/floors";

describe("compareVersions", () => {
  // semver.org, item 11: each is lower than the next.
  const ascending = [
    "1.0.0-alpha",
    "1.0.0-alpha.1",
    "1.0.0-alpha.beta",
    "1.0.0-beta",
    "1.0.0-beta.2",
    "1.0.0-beta.11",
    "1.0.0-rc.1",
    "1.0.0",
    "1.0.10",
    "1.2.0",
    "1.10.0",
    "2.0.0",
  ];

  test("Versions are ordered as semver orders them, pre-releases included", () => {
    for (const [index, lower] of ascending.entries()) {
      for (const higher of ascending.slice(index + 1)) {
        expect([lower, higher, compareVersions(lower, higher)]).toEqual([lower, higher, -1]);
        expect([higher, lower, compareVersions(higher, lower)]).toEqual([higher, lower, 1]);
      }
    }
  });

  test("Build metadata makes no difference", () => {
    expect(compareVersions("1.2.3+one", "1.2.3+two")).toBe(0);
    expect(compareVersions("5.0.0-beta.32+one", "5.0.0-beta.32")).toBe(0);
  });
});

describe("findViolations", () => {
  const lock = (packages: Record<string, object>) => ({
    packages: { "": { version: "0.1.0" }, ...packages },
  });

  test("Every floor lets its own version pass", () => {
    const atTheFloor = floors.map(
      (floor) => [`node_modules/${floor.package}`, { version: floor.lowest }] as const,
    );
    expect(findViolations(lock(Object.fromEntries(atTheFloor)))).toEqual([]);
  });

  test("A version below its floor is named together with the advisory", () => {
    expect(findViolations(lock({ "node_modules/next": { version: "16.4.5" } }))).toEqual([
      expect.stringMatching(/next is 16\.4\.5, lowest allowed 16\.4\.6: .*GHSA-2464-fhr4-w9xw/),
    ]);
  });

  test("An older beta is below a newer one", () => {
    expect(findViolations(lock({ "node_modules/next-auth": { version: "5.0.0-beta.9" } }))).toHaveLength(1);
  });

  test("A nested copy counts like the one at the top", () => {
    expect(
      findViolations(lock({ "node_modules/next/node_modules/sharp": { version: "0.34.5" } })),
    ).toHaveLength(1);
  });

  test("A package whose name only ends like a guarded one is not held to its floor", () => {
    expect(findViolations(lock({ "node_modules/@other/react": { version: "1.0.0" } }))).toEqual([]);
  });

  test("An alias is held to the floor of the package that it stands for", () => {
    expect(findViolations(lock({ "node_modules/old": { name: "react", version: "18.0.0" } }))).toHaveLength(
      1,
    );
  });

  test("A lockfile holds no addresses", () => {
    const [problem] = findViolations(
      lock({ "node_modules/a": { version: "1.0.0", resolved: "https://example.org/a.tgz" } }),
    );
    expect(problem).toContain('"resolved"');
  });
});
