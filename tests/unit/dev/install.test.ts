import { expect, test } from "vitest";
import { needsInstall } from "../../../dev/install.mjs";

const wanted = {
  "": { version: "0.1.0" },
  "node_modules/next": { version: "16.4.6" },
  "node_modules/a/node_modules/@scope/b": { version: "1.0.0" },
  "node_modules/fsevents": { version: "2.3.3", optional: true },
};
const installed = {
  "node_modules/next": { version: "16.4.6" },
  "node_modules/a/node_modules/@scope/b": { version: "1.0.0" },
};

test("Nothing is installed again when every package of the lockfile is there, optional ones of other systems aside", () => {
  expect(needsInstall(wanted, installed)).toBeUndefined();
});

test("A directory without npm's own record counts as not installed", () => {
  expect(needsInstall(wanted, undefined)).toBe("nothing is installed yet");
});

test("A package that is missing, nested or not, is a reason to install, and is named", () => {
  const { "node_modules/a/node_modules/@scope/b": _, ...rest } = installed;
  expect(needsInstall(wanted, rest)).toBe("@scope/b is missing");
});

test("Another version than the lockfile's is a reason to install, for an optional package too", () => {
  expect(needsInstall(wanted, { ...installed, "node_modules/next": { version: "16.4.5" } })).toBe(
    "next is 16.4.5, the lockfile wants 16.4.6",
  );
  expect(needsInstall(wanted, { ...installed, "node_modules/fsevents": { version: "2.3.2" } })).toContain(
    "fsevents is 2.3.2",
  );
});

test("A package that the lockfile no longer names is a reason to install", () => {
  expect(needsInstall(wanted, { ...installed, "node_modules/left-pad": { version: "1.3.0" } })).toBe(
    "left-pad is no longer wanted",
  );
});
