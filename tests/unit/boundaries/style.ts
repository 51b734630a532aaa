import { eachFile, type Rule } from "./rule";
import { isNode, memberOf } from "./syntax";

const everywhere = /./;
const generated = new Set(["lib/auth/breached-passwords.ts"]);
const longest = 250;

/** Written apart, so that this file does not contain what it looks for. */
const suppressions = [
  ["biome", "ignore"],
  ["@ts", "ignore"],
  ["@ts", "expect-error"],
  ["@ts", "nocheck"],
  ["eslint", "disable"],
].map((words) => words.join("-"));

const barrel = (type: string) =>
  type === "ExportAllDeclaration" || type === "ExportNamedDeclaration" || type === "ImportDeclaration";

export const style: readonly Rule[] = [
  {
    title: `No file has more than ${longest} lines`,
    offences: eachFile(everywhere, ({ path, text }) => {
      const lines = text.split("\n").length - 1;
      return lines > longest && !generated.has(path) ? [`has ${lines} lines`] : [];
    }),
    broken: [{ "app/globals.css": "\n".repeat(longest + 1) }],
  },
  {
    title: `Nothing is "any", and nothing is called non-null by hand`,
    offences: eachFile(everywhere, ({ nodes }) =>
      nodes.flatMap(({ type, definite }) => {
        if (type === "TSAnyKeyword") return [`has "any"`];
        return type === "TSNonNullExpression" || definite === true ? [`has "!"`] : [];
      }),
    ),
    broken: [
      { "lib/a.ts": "export const a: Map<string, any> = new Map();" },
      { "lib/b.ts": "export const b = a[0]!;" },
      { "tests/unit/c.ts": "let c!: string;" },
    ],
  },
  {
    title: "No check is switched off for a line or a file",
    offences: eachFile(everywhere, ({ text }) => suppressions.filter((words) => text.includes(words))),
    broken: suppressions.map((words) => ({ "components/a.tsx": `// ${words} for a reason` })),
  },
  {
    title: "No test is left out, run alone, repeated or expected to fail",
    offences: eachFile(/^tests\/.*\.tsx?$/, ({ nodes }) =>
      nodes
        .map((node) => memberOf(node) ?? ["", ""])
        .filter(
          ([object, property]) =>
            /^(test|it|describe)$/.test(object) &&
            /^(skip|only|todo|fails|fixme|skipIf|runIf)$/.test(property),
        )
        .map((names) => names.join(".")),
    ),
    broken: [
      { "tests/unit/a.test.ts": `test.skip("One", () => {});` },
      { "tests/e2e/b.spec.ts": `test.describe.only("Two", () => {});` },
    ],
  },
  {
    title: "No file or folder is a place for whatever has no place",
    offences: eachFile(/(^|\/)(utils?|helpers?|common|misc|shared)(\/|\.[^/]*$)/, () => ["has such a name"]),
    broken: [{ "lib/utils.ts": "" }, { "tests/helpers/login.ts": "" }],
  },
  {
    title: "No file does nothing but pass on what others export",
    offences: eachFile(/^(app|components|db|lib|dev)\/.*\.tsx?$/, ({ nodes: [program] }) => {
      const body = Array.isArray(program?.body) ? program.body.filter(isNode) : [];
      const passesOn = body.some(({ type, source }) => type.startsWith("Export") && isNode(source));
      return passesOn && body.every(({ type, declaration }) => barrel(type) && !isNode(declaration))
        ? ["is a barrel"]
        : [];
    }),
    broken: [{ "components/ui/index.ts": `export * from "./alert";\nexport { Button } from "./button";` }],
  },
];
