import { describe, expect, test } from "vitest";
import { type Place, places } from "@/lib/access/places";
import { readSources, sourceOf } from "../boundaries/source";
import { type Entrance, entrancesOf } from "./entrances";

const entrances = readSources().flatMap(entrancesOf);
const isPlace = (key: string): key is Place => Object.hasOwn(places, key);

test("Every page, action and handler is in the data, and the data has no others (R-054)", () => {
  expect(entrances.map(({ key }) => key).toSorted()).toEqual(Object.keys(places).sort());
});

test("Every file of pages, actions and handlers makes some", () => {
  const files = readSources().filter(({ path }) => /^app\/.*(page\.tsx|actions\.ts|route\.ts)$/.test(path));
  for (const file of files) expect(entrancesOf(file), file.path).not.toEqual([]);
});

/** What the guard of each kind of right is called, wherever it is called from. */
const guardsOfRight = {
  flow: /^(ownFlow|readHandle|takePin|takeCode|takePasskey|resend|next|withoutCall|giveUp|require\w+(Step|Login))$/,
  link: /^(isOwnPost|read\w+|answerEnrolment|.*[Ll]ink.*)$/,
  "own-session": /^(currentSession|endThisSession)$/,
  "device-signature": /^answerPhone$/,
  "provider-signature": /^receiveCallback$/,
  "cron-secret": /^hasCronSecret$/,
} as const;

function breaches({ key, kind, calls, guards }: Entrance): string[] {
  const right = isPlace(key) ? places[key] : undefined;
  if (right === undefined) return ["has no entry"];
  if (typeof right === "object")
    return guards.length > 0 && guards.every((guard) => guard === key) ? [] : ["does not ask for itself"];
  if (guards.length > 0) return ["asks for a session that the data does not name"];
  if (right === "public")
    return kind !== "action" || calls.has("isOwnPost") ? [] : ["does not ask where a post comes from"];
  return [...calls].some((call) => guardsOfRight[right].test(call)) ? [] : [`has no guard for ${right}`];
}

describe("Each asks for what its own entry says", () => {
  test.each(entrances.map((entrance) => [entrance.key, entrance] as const))("%s", (_, entrance) => {
    expect(breaches(entrance)).toEqual([]);
  });
});

describe("Actions that change something of an account", () => {
  test.each(
    entrances
      .filter(({ kind, key }) => kind === "action" && isPlace(key) && typeof places[key] === "object")
      .map((entrance) => [entrance.key, entrance] as const),
  )("%s takes only a form of its own", (_, { calls }) => {
    expect(
      [...calls].some((call) => /^(ownChange|isOwnForm|ownFlow|takePin|takeCode|takePasskey)$/.test(call)),
    ).toBe(true);
  });
});

test.each([
  ["no guard", "app/account/email/actions.ts", "export async function submitEmail() { return 1; }"],
  [
    "the guard of another place",
    "app/account/email/actions.ts",
    `export async function submitEmail(form) { await ownChange(form, "/account/history"); }`,
  ],
  [
    "a guard of its own beside another's",
    "app/account/email/page.tsx",
    `const PAGE = "/account/email";
     export default async function EmailPage() { await requireSession(PAGE); await requireSession("/account"); }`,
  ],
  ["no entry", "app/account/email/actions.ts", "export async function other() {}"],
  ["no look at its origin", "app/(auth)/login/actions.ts", "export async function submitPassword() {}"],
  ["no flow", "app/(auth)/login/pin/page.tsx", "export default function PinPage() { return null; }"],
])("A place with %s is noticed", (_, path, text) => {
  expect(entrancesOf(sourceOf(path, text)).flatMap(breaches)).toHaveLength(1);
});
