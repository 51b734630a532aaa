import { existsSync, readdirSync, readFileSync, realpathSync } from "node:fs";
import path from "node:path";
import { z } from "zod";

const condition = z.object({
  type: z.enum(["header", "cookie", "query", "host"]),
  key: z.string().optional(),
  value: z.string().optional(),
});

const step = z.object({
  src: z.string(),
  dest: z.string().optional(),
  status: z.number().optional(),
  headers: z.record(z.string(), z.string()).default({}),
  has: z.array(condition).default([]),
  missing: z.array(condition).default([]),
  continue: z.boolean().default(false),
  check: z.boolean().default(false),
  important: z.boolean().default(false),
  middlewarePath: z.string().optional(),
  transforms: z.array(z.unknown()).default([]),
});
const phase = z.object({
  handle: z.enum(["filesystem", "resource", "miss", "rewrite", "hit", "error"]),
});

const configShape = z.object({
  version: z.literal(3),
  routes: z.array(z.union([phase, step])),
  overrides: z
    .record(z.string(), z.object({ path: z.string().optional(), contentType: z.string().optional() }))
    .default({}),
});

const functionShape = z.object({
  runtime: z.string(),
  handler: z.string(),
  launcherType: z.literal("Nodejs"),
  useWebApi: z.boolean().default(false),
  environment: z.record(z.string(), z.string()).default({}),
  filePathMap: z.record(z.string(), z.string()).default({}),
});

export type Condition = z.infer<typeof condition>;
export type Route = z.infer<typeof step>;
type Phase = z.infer<typeof phase>["handle"] | "start";
export type FunctionConfig = z.infer<typeof functionShape>;

export interface BuiltFunction {
  /** The directory it really is in: several names may share one function. */
  directory: string;
  config: FunctionConfig;
}

export interface Output {
  routes: ReadonlyMap<Phase, readonly Route[]>;
  functions: ReadonlyMap<string, BuiltFunction>;
  overrides: z.infer<typeof configShape>["overrides"];
}

const readJson = (file: string): unknown => JSON.parse(readFileSync(file, "utf8"));

function byPhase(routes: z.infer<typeof configShape>["routes"]): Map<Phase, Route[]> {
  const phases = new Map<Phase, Route[]>();
  let current: Phase = "start";
  for (const route of routes) {
    if ("handle" in route) current = route.handle;
    else phases.set(current, [...(phases.get(current) ?? []), route]);
  }
  return phases;
}

function readFunctions(directory: string): Map<string, BuiltFunction> {
  const names = readdirSync(directory, { recursive: true, encoding: "utf8" }).filter((name) =>
    name.endsWith(".func"),
  );
  return new Map(
    names.sort().map((name) => {
      const real = realpathSync(path.join(directory, name));
      const config = functionShape.parse(readJson(path.join(real, ".vc-config.json")));
      return [name.slice(0, -".func".length), { directory: real, config }];
    }),
  );
}

/** What `vercel build` wrote (Build Output API, version 3), as far as it is used here. */
export function readOutput(directory: string): Output {
  const config = path.join(directory, "config.json");
  if (!existsSync(config)) throw new Error(`vercel build left no ${config}.`);
  const { routes, overrides } = configShape.parse(readJson(config));
  return { routes: byPhase(routes), overrides, functions: readFunctions(path.join(directory, "functions")) };
}
