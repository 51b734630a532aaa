import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { type Place, places, type Right } from "@/lib/access/places";
import { untouched } from "@/lib/forms/state";
import { formOf } from "../../support/requests";

const root = fileURLToPath(new URL("../../../app", import.meta.url));

/** What came of it: a page or an answer, a way elsewhere, or nothing that is there. */
export type Outcome =
  | Readonly<{ kind: "answered"; status: number | null }>
  | Readonly<{ kind: "led"; to: string }>
  | Readonly<{ kind: "missing" }>
  | Readonly<{ kind: "broken"; why: string }>;

type Call = (...given: unknown[]) => unknown;
const isCall = (value: unknown): value is Call => typeof value === "function";

/** Files by the address that they serve, without groups. */
const files = new Map(
  readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => /^(page\.tsx|actions\.ts|route\.ts)$/.test(entry.name))
    .map((entry) => {
      const folder = entry.parentPath.slice(root.length).replace(/\/\([^)]+\)/g, "");
      return [`${folder || "/"} ${entry.name}`, `${entry.parentPath}/${entry.name}`] as const;
    }),
);

async function load(address: string, file: string, name: string): Promise<Call> {
  const path = files.get(`${address} ${file}`);
  const module: unknown = path === undefined ? null : await import(path);
  const found = typeof module === "object" && module !== null ? Object.entries(module) : [];
  const call = found.find(([key]) => key === name)?.[1];
  if (!isCall(call)) throw new Error(`There is no ${name} in ${address} ${file}`);
  return call;
}

async function outcomeOf(work: () => unknown): Promise<Outcome> {
  try {
    const answer = await work();
    return { kind: "answered", status: answer instanceof Response ? answer.status : null };
  } catch (error) {
    const digest = error instanceof Error && "digest" in error ? String(error.digest) : "";
    const [kind, , to] = digest.split(";");
    if (kind === "NEXT_REDIRECT" && to !== undefined) return { kind: "led", to };
    if (kind?.startsWith("NEXT_HTTP_ERROR_FALLBACK")) return { kind: "missing" };
    return { kind: "broken", why: String(error) };
  }
}

export type Given = Readonly<{
  /** What every form has that a place may ask for. */
  fields: Readonly<Record<string, string>>;
  /** What a place calls otherwise. */
  own: Readonly<Partial<Record<Place, Readonly<Record<string, string>>>>>;
  query: Readonly<Record<string, string>>;
  /** For what is in brackets in an address. */
  params: Readonly<Record<string, string>>;
}>;

const ADDRESS = /^(?:(?<method>[A-Z]+) )?(?<address>[^#]+)(?:#(?<action>\w+))?$/;

/** Goes to a page, presses a button or calls a handler, as whoever this browser is. */
export async function enter(place: Place, { fields, own, query, params }: Given): Promise<Outcome> {
  const { method, address = "", action } = ADDRESS.exec(place)?.groups ?? {};
  if (method) {
    const url = `http://localhost:3000${address.replace(/\[(?:\.\.\.)?(\w+)\]/g, (_, name) => params[name] ?? "x")}`;
    const headers = { "content-type": "application/json", origin: "http://localhost:3000" };
    const body = method === "POST" ? { method, headers, body: "{}" } : { method, headers };
    const { NextRequest } = await import("next/server");
    return outcomeOf(async () =>
      (await load(address, "route.ts", method))(new NextRequest(url, body), {
        params: Promise.resolve(params),
      }),
    );
  }
  if (action) {
    const form = formOf({ ...fields, ...own[place] });
    return outcomeOf(async () => {
      const act = await load(address, "actions.ts", action);
      return act.length > 1 ? act(untouched, form) : act(form);
    });
  }
  const given = { searchParams: Promise.resolve(query), params: Promise.resolve(params) };
  return outcomeOf(async () => (await load(address, "page.tsx", "default"))(given));
}

export const allPlaces = Object.entries<Right>(places).map(([place, right]) => ({
  place: place as Place,
  right,
}));
