import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { runTool } from "./tool";

const kept = "db/migrations";

function sqlFiles(directory: string): string[] {
  return readdirSync(directory).filter((name) => name.endsWith(".sql"));
}

/** Generates into a copy: what comes out beside the kept migrations is a change that has no migration yet. */
export async function checkMigrations(): Promise<string[]> {
  // Below node_modules, where the tool finds its packages and no other check looks.
  const directory = mkdtempSync("node_modules/.countersign-migrations-");
  try {
    cpSync(kept, directory, { recursive: true });
    const config = path.join(directory, "drizzle.config.json");
    const settings = { dialect: "postgresql", schema: "./db/schema", out: `./${directory}` };
    writeFileSync(config, JSON.stringify(settings));
    const problems = [
      ...(await runTool("drizzle-kit", ["generate", `--config=${config}`, "--name=missing"])),
      ...(await runTool("drizzle-kit", ["check", `--config=${config}`])),
    ];
    const known = new Set(sqlFiles(kept));
    const added = sqlFiles(directory).filter((name) => !known.has(name));
    const statements = added.map((name) => readFileSync(path.join(directory, name), "utf8"));
    if (added.length > 0)
      problems.push(`db/schema has changed: run "npm run db:generate". Missing:\n${statements.join("\n")}`);
    return problems;
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}
