import { fileURLToPath } from "node:url";
import { configDefaults, defineConfig } from "vitest/config";
import { conditionsOf, plainOnly } from "./dev/testing/conditions.ts";
import { twoInstances } from "./dev/testing/instances.ts";

const root = fileURLToPath(new URL(".", import.meta.url));
const alias = { "@": root.replace(/\/$/, ""), "server-only": `${root}tests/support/empty.ts` };

/** Under which conditions the integration tests run: the name of one of their suites. */
const integration = process.env.CONDITIONS ?? "integration";
const conditions = conditionsOf(integration);

/** One project per layer; `unit` and `contract` need no database. */
export default defineConfig({
  resolve: { alias },
  test: {
    maxWorkers: 2,
    // Races are repeated fifty times, on machines that others use too: slow is no failure, hanging is.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    setupFiles: ["tests/support/console.ts"],
    projects: [
      { extends: true, test: { name: "unit", include: ["tests/unit/**/*.test.{ts,tsx}"] } },
      { extends: true, test: { name: "contract", include: ["tests/contract/**/*.test.ts"] } },
      {
        extends: true,
        plugins: conditions.instances ? [twoInstances()] : [],
        test: {
          name: integration,
          include: ["tests/integration/**/*.test.ts"],
          exclude: [...configDefaults.exclude, ...(integration === "integration" ? [] : plainOnly)],
          provide: { conditions },
          // Where a hundred meet at one row, most are turned away some times before they get through.
          testTimeout: conditions.serializable ? 240_000 : 60_000,
          globalSetup: ["tests/support/cluster.ts"],
          setupFiles: [
            ...(conditions.instances ? ["tests/support/instances.ts"] : []),
            "tests/support/application.ts",
          ],
          // next-auth imports "next/headers" without its extension, which only a bundler resolves.
          server: { deps: { inline: [/next-auth/] } },
        },
      },
    ],
  },
});
