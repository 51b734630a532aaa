import type { Import } from "./imports";
import { eachFile, type Rule, shipped } from "./rule";

const named = (imports: readonly Import[]) =>
  imports.map(({ to, typeOnly }) => `imports ${typeOnly ? "the types of " : ""}${to}`);

/** Files in one place import of ours nothing but this. */
const only = (where: RegExp, allowed: (one: Import, path: string) => boolean): Rule["offences"] =>
  eachFile(where, ({ path, imports }) => named(imports.filter((one) => one.own && !allowed(one, path))));

/** Files in one place import none of these packages. */
const without = (where: RegExp, packages: RegExp): Rule["offences"] =>
  eachFile(where, ({ imports }) => named(imports.filter((one) => !one.own && packages.test(one.to))));

const database = /^(drizzle-orm|postgres)(\/|$)/;
const component = /^components\//;
const action = /^app\/.*\/actions$/;
const browserSafe = /^lib\/((schemas|forms)\/|(policy|password-strength)$)/;

/** Server components that read the session themselves. */
const readsSession = new Set(["components/account/header-account.tsx"]);

export const directions: readonly Rule[] = [
  {
    title: "Pages and actions import pages, components, lib and the queries",
    offences: only(/^app\//, ({ to }) => /^(app|components|lib|db\/queries)\//.test(to)),
    broken: [{ "app/account/page.tsx": `import { users } from "@/db/schema/users";` }],
  },
  {
    title: "Pages and actions write no statements of their own",
    offences: without(/^app\//, database),
    broken: [{ "app/api/health/route.ts": `import { sql } from "drizzle-orm";` }],
  },
  {
    title: "Components import components, what a browser may have of lib, and the actions of their pages",
    offences: only(/^components\//, ({ to, typeOnly }, path) => {
      if (component.test(to) || browserSafe.test(to) || action.test(to)) return true;
      if (to === "lib/auth/session") return typeOnly || readsSession.has(path);
      return typeOnly && to.startsWith("lib/");
    }),
    broken: [
      { "components/auth/a.tsx": `import { parsePhone } from "@/lib/phone";` },
      { "components/auth/b.tsx": `import { currentSession } from "@/lib/auth/session";` },
      { "components/auth/c.tsx": `import { submit } from "@/app/account/page";` },
    ],
  },
  {
    title: "Components know neither the database nor the provider, not even their types",
    offences: only(/^components\//, ({ to }) => !/^(db|lib\/verify)(\/|$)/.test(to)),
    broken: [
      { "components/auth/a.tsx": `import type { StepRow } from "@/db/queries/steps";` },
      { "components/auth/b.tsx": `import type { StartOutcome } from "../../lib/verify/provider";` },
    ],
  },
  {
    title: "What is in components/ui knows nothing of this application",
    offences: only(/^components\/ui\//, ({ to }) => to.startsWith("components/ui/")),
    broken: [{ "components/ui/field.tsx": `import { policy } from "@/lib/policy";` }],
  },
  {
    title: "Of the database lib knows the queries, and of the pages nothing",
    offences: only(/^lib\//, ({ to }) => /^(lib|db\/queries)\//.test(to)),
    broken: [
      { "lib/login/start.ts": `import { db } from "@/db/client";` },
      { "lib/forms/state.ts": `import type { Props } from "@/components/ui/field";` },
    ],
  },
  {
    title: "lib writes no statements",
    offences: without(/^lib\//, database),
    broken: [{ "lib/throttle.ts": `import { sql } from "drizzle-orm";` }],
  },
  {
    title: "Providers know neither the database nor the use cases",
    offences: only(/^lib\/verify\//, ({ to }) =>
      /^lib\/(verify\/|telemetry\/trace$|(crypto|env|log|policy|settings)$)/.test(to),
    ),
    broken: [
      { "lib/verify/vonage.ts": `import type { FlowRef } from "@/db/queries/challenges";` },
      { "lib/verify/registry.ts": `import { startLogin } from "../login/start";` },
    ],
  },
  {
    title: "Providers do not know Next",
    offences: without(/^lib\/verify\//, /^(next|next-auth|react)(\/|$)/),
    broken: [{ "lib/verify/vonage.ts": `import { headers } from "next/headers";` }],
  },
  {
    title: "The database knows nothing of lib but its environment",
    offences: only(/^db\//, ({ to }) => to.startsWith("db/") || to === "lib/env"),
    broken: [{ "db/queries/logins.ts": `import { policy } from "@/lib/policy";` }],
  },
  {
    title:
      "OpenTelemetry is known to the modules that speak to it, and its exporters to the one that starts them",
    offences: (sources) =>
      without(
        shipped,
        /^@opentelemetry\//,
      )(sources).filter(
        (offence) =>
          !/^(lib\/telemetry\/|db\/telemetry\.ts: imports (the types of )?@opentelemetry\/api$)/.test(
            offence,
          ),
      ),
    broken: [
      { "lib/login/start.ts": `import { trace } from "@opentelemetry/api";` },
      { "db/telemetry.ts": `import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-proto";` },
    ],
  },
  {
    title: "Nothing that ships imports what is for development and tests",
    offences: only(shipped, ({ to }) => !/^(dev|tests)\//.test(to)),
    broken: [
      { "lib/verify/registry.ts": `const { simulator } = await import("@/dev/simulator/simulator");` },
      { "app/page.tsx": `export { required } from "../tests/unit/environment";` },
    ],
  },
  {
    title: "NextAuth is known to lib/auth/index.ts alone",
    offences: (sources) =>
      without(
        shipped,
        /^(next-auth|@auth)(\/|$)/,
      )(sources).filter((offence) => !offence.startsWith("lib/auth/index.ts:")),
    broken: [
      { "app/api/auth/[...nextauth]/route.ts": `import NextAuth from "next-auth";` },
      { "lib/auth/session.ts": `import { decode } from "next-auth/jwt";` },
    ],
  },
];
