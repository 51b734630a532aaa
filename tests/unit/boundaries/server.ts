import { moduleOf } from "./imports";
import { eachFile, type Rule, shipped } from "./rule";
import type { Source } from "./source";
import { memberOf, textOf } from "./syntax";

/** Who reads which variables besides lib/env.ts: what runs before or without the application. */
const readers: Readonly<Record<string, readonly string[]>> = {
  "instrumentation.ts": ["NEXT_RUNTIME"],
  "next.config.ts": ["NEXT_SERVER_ACTIONS_ENCRYPTION_KEY"],
  "drizzle.config.ts": ["DATABASE_URL"],
  "db/migrate.ts": ["DATABASE_URL"],
};

/** Names of the variables that a file reads; "all" where it takes process.env as a whole. */
function variablesOf({ nodes, imports }: Source): string[] {
  const members = nodes.map(memberOf).filter((member) => member !== null);
  const environments = members.filter(
    ([object, property]) => object === "process" && property === "env",
  ).length;
  const names = members.filter(([object]) => object === "env").map(([, property]) => property);
  const whole = imports.some(({ to }) => /^(node:)?process$/.test(to)) || environments > names.length;
  return whole ? [...names, "all"] : environments > 0 ? names : [];
}

/** Files of lib and db that plain Node runs, where "server-only" is an error. */
const runByNode = /^db\/(schema\/|address\.ts$|migrate\.ts$)/;
const serverPackages =
  /^(node:|next\/headers$|next-auth(\/|$)|@vonage\/|@node-rs\/|drizzle-orm(\/|$)|postgres$|libphonenumber-js)/;

const isServerOnly = ({ imports }: Source) => imports.some(({ to }) => to === "server-only");

const needsServer = ({ path, imports }: Source) =>
  path.startsWith("db/") ||
  imports.some(
    ({ to, own, typeOnly }) => !typeOnly && (own ? to.startsWith("db/") : serverPackages.test(to)),
  );

const startsWith = ({ nodes }: Source, directive: string) =>
  nodes.find((node) => "directive" in node || node.type === "ImportDeclaration")?.directive === directive;

/** Which modules a browser loads: all that client components import, except actions, which stay on the server. */
function loadedByBrowser(sources: readonly Source[]): Source[] {
  const byModule = new Map(sources.map((source) => [moduleOf(source.path), source]));
  const loaded = new Set(sources.filter((source) => startsWith(source, "use client")));
  for (const source of loaded) {
    for (const { to, own, typeOnly } of source.imports) {
      const next = own && !typeOnly ? byModule.get(to) : undefined;
      if (next && !startsWith(next, "use server")) loaded.add(next);
    }
  }
  return [...loaded];
}

export const server: readonly Rule[] = [
  {
    title: "Only lib/env.ts reads the environment, but for what runs before or without it",
    offences: eachFile(/^(app|components|lib|db)\/|^[^/]+\.ts$/, (source) =>
      source.path === "lib/env.ts" || /^(vitest|playwright)\.config\.ts$/.test(source.path)
        ? []
        : variablesOf(source)
            .filter((name) => !readers[source.path]?.includes(name))
            .map((name) => `reads ${name} of the environment`),
    ),
    broken: [
      { "lib/log.ts": "export const level = process.env.LOG_LEVEL;" },
      { "app/page.tsx": `const { NODE_ENV } = process.env;` },
      { "db/client.ts": `const url = process["env"]["DATABASE_URL"];` },
      { "lib/crypto.ts": `import { env } from "node:process";` },
      { "instrumentation.ts": "if (process.env.NODE_ENV) register();" },
    ],
  },
  {
    title: `"use server" stands in files named actions.ts, and there on the first line`,
    offences: eachFile(/^(app|components|lib|db)\//, ({ path, nodes, text }) => {
      const directives = nodes.filter(({ directive }) => directive === "use server").length;
      const first = text.startsWith(`"use server";\n`);
      if (!/\/actions\.ts$/.test(path)) return directives > 0 ? [`has "use server"`] : [];
      return first && directives === 1 ? [] : [`has no "use server" on its first line, or more than one`];
    }),
    broken: [
      { "lib/login/start.ts": `"use server";\n` },
      {
        "app/page.tsx": `export default function Page() { async function save() { "use server"; } return save; }`,
      },
      { "app/account/actions.ts": "export async function logout() {}" },
      { "app/login/actions.ts": `// Who may come in.\n"use server";` },
    ],
  },
  {
    title: `What a browser must not see imports "server-only"`,
    offences: eachFile(/^(lib|db)\/.*\.tsx?$/, (source) =>
      needsServer(source) && !isServerOnly(source) && !runByNode.test(source.path)
        ? [`does not import "server-only"`]
        : [],
    ),
    broken: [
      { "db/queries/logins.ts": "export const one = 1;" },
      { "lib/crypto.ts": `import { randomBytes } from "node:crypto";` },
      { "lib/login/guard.ts": `import { readStep } from "@/db/queries/steps";` },
      { "lib/verify/vonage.ts": `import { Vonage } from "@vonage/server-sdk";` },
    ],
  },
  {
    title: `What a browser loads reaches nothing that is "server-only"`,
    offences: (sources) =>
      loadedByBrowser(sources.filter(({ path }) => shipped.test(path)))
        .filter(isServerOnly)
        .map(({ path }) => `${path}: is loaded by a browser`),
    broken: [
      {
        "components/auth/a.tsx": `"use client";\nimport { b } from "@/lib/b";`,
        "lib/b/index.ts": `export * from "./c";`,
        "lib/b/c.ts": `import "server-only";`,
      },
    ],
  },
  {
    // But for migrations, which are files of statements, and for what passes on the statements of the builder.
    title: "Statements are never put together from text",
    offences: eachFile(/^(app|components|lib|db)\/(?!(?:migrate|wire)\.ts$)/, ({ nodes }) =>
      nodes
        .map((node) => memberOf(node)?.[1] ?? "")
        .filter((name) => name === "raw" || name === "unsafe")
        .map((name) => `uses .${name}`),
    ),
    broken: [
      { "db/queries/users.ts": "const order = sql.raw(column);" },
      { "db/queries/logins.ts": "client.unsafe(text);" },
    ],
  },
  {
    title: "No page carries markup from text, or styles that our policy refuses",
    offences: eachFile(/^(app|components)\//, ({ nodes }) => {
      const refused = new Set(["dangerouslySetInnerHTML", "style"]);
      const attributes = nodes.filter(({ type }) => type === "JSXAttribute").map(({ name }) => textOf(name));
      const keys = nodes.filter(({ type }) => type === "Property").map(({ key }) => textOf(key));
      return [
        ...attributes.filter((name) => refused.has(name)),
        ...keys.filter((name) => name.startsWith("danger")),
      ];
    }),
    broken: [
      { "app/page.tsx": "const a = <p dangerouslySetInnerHTML={html} />;" },
      { "components/ui/strength.tsx": "const b = <meter style={{ width: 3 }} />;" },
      { "components/ui/alert.tsx": "const c = <p {...{ dangerouslySetInnerHTML: html }} />;" },
    ],
  },
];
