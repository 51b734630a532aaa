import { type LoginEvent, type LoginState, machine } from "../../lib/login/machine";

const BEGIN = "<!-- the login, from lib/login/machine.ts: npm run docs:policy -->\n";
const END = "<!-- end of the login -->";

/** A row is written once what it begins with has passed: as one that asks, or that needs nothing more. */
const first: LoginState[] = ["challenged", "verified"];

/** The table of lib/login/machine.ts as a diagram that Markdown shows. */
function loginDiagram(): string {
  const lines = Object.entries(machine).flatMap(([state, events]) => {
    const byEnd = new Map<string, LoginEvent[]>();
    for (const [event, end] of Object.entries(events) as [LoginEvent, string][])
      byEnd.set(end, [...(byEnd.get(end) ?? []), event]);
    if (byEnd.size === 0) return [`  ${state} --> [*]`];
    return [...byEnd].map(([end, names]) => `  ${state} --> ${end}: ${names.join(", ")}`);
  });
  const begins = first.map((state) => `  [*] --> ${state}`);
  return ["```mermaid", "stateDiagram-v2", ...begins, ...lines, "```", ""].join("\n");
}

/** A page with the diagram between its marks as it is now. Throws where the marks are gone. */
export function withLoginDiagram(page: string): string {
  const [from, to] = [page.indexOf(BEGIN), page.indexOf(END)];
  if (from < 0 || to < from)
    throw new Error("docs/architecture.md has no place for the diagram of the login");
  return `${page.slice(0, from + BEGIN.length)}\n${loginDiagram()}\n${page.slice(to)}`;
}
