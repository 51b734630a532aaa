import { expect, test } from "vitest";
import { completeLockfile, missingEntries } from "../../../dev/checks/lockfile";

const lock = {
  lockfileVersion: 3,
  packages: {
    "": { version: "0.1.0" },
    "node_modules/tool": {
      version: "2.0.0",
      dev: true,
      hasInstallScript: true,
      optionalDependencies: {
        "@tool/linux-x64-gnu": "2.0.0",
        "@tool/darwin-arm64": "^2.0.0",
        "@tool/linux-x64-musl": "2.0.0",
      },
    },
    "node_modules/@tool/linux-x64-gnu": { version: "2.0.0" },
  },
};

test("An optional package that has no entry is found, with the platform that its name tells", () => {
  expect(missingEntries(lock)).toEqual({
    "node_modules/@tool/darwin-arm64": {
      version: "2.0.0",
      dev: true,
      cpu: ["arm64"],
      os: ["darwin"],
      optional: true,
    },
    "node_modules/@tool/linux-x64-musl": {
      version: "2.0.0",
      dev: true,
      cpu: ["x64"],
      libc: ["musl"],
      os: ["linux"],
      optional: true,
    },
  });
});

test("A completed lockfile lacks nothing and keeps every field that it had", () => {
  const complete = completeLockfile(lock);
  expect(missingEntries(complete)).toEqual({});
  expect(complete).toMatchObject(lock);
});

test("An optional package that is nested beside its user, or above it, is not missing", () => {
  const user = { version: "1.0.0", optionalDependencies: { native: "1.0.0" } };
  const nested = {
    "node_modules/a/node_modules/b": user,
    "node_modules/a/node_modules/native": { version: "1.0.0" },
  };
  expect(missingEntries({ packages: nested })).toEqual({});
  const above = { "node_modules/a/node_modules/b": user, "node_modules/native": { version: "1.0.0" } };
  expect(missingEntries({ packages: above })).toEqual({});
});
