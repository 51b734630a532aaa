import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const root = fileURLToPath(new URL(".", import.meta.url));
const alias = { "@": root.replace(/\/$/, ""), "server-only": `${root}tests/support/empty.ts` };

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
        test: {
          name: "integration",
          include: ["tests/integration/**/*.test.ts"],
          globalSetup: ["tests/support/cluster.ts"],
          setupFiles: ["tests/support/application.ts"],
          // next-auth imports "next/headers" without its extension, which only a bundler resolves.
          server: { deps: { inline: [/next-auth/] } },
        },
      },
    ],
  },
});
