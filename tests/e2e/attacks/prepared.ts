import type { Database } from "../support/database";
import { type Fields, hiddenFields } from "../support/forms";
import type { Visitor } from "../support/visitor";
import { type Carrier, callCarrier, foreignHeaders, plainCarriers, sendCarried } from "./calls";
import { expect } from "./test";

/** One form with everything in it that makes it work: in this browser, on this page. */
export type Prepared = Readonly<{
  visitor: Visitor;
  path: string;
  form: Fields;
  carriers: readonly Carrier[];
}>;

export type Wanted = Readonly<{
  path: string;
  button: string;
  typed?: Record<string, string>;
  action: string;
  stateful?: boolean;
}>;

export async function prepare(visitor: Visitor, wanted: Wanted): Promise<Prepared> {
  const { path, button, typed = {}, action, stateful = false } = wanted;
  const page = await visitor.get(path);
  const form = [...hiddenFields(page.body, button), ...Object.entries(typed)];
  const carriers = [...plainCarriers, callCarrier(action, stateful)];
  return { visitor, path: path.replace(/\?.*/, ""), form, carriers };
}

/** What a form of this page carries for this browser. */
export async function tokenOf(visitor: Visitor, path: string, button: string): Promise<string> {
  const hidden = hiddenFields((await visitor.get(path)).body, button);
  return hidden.find(([name]) => name === "token")?.[1].toString() ?? "";
}

/** The five forms of a page that takes a PIN. */
export function preparePinPage(
  visitor: Visitor,
  path: string,
  { pin, submit, leave }: Readonly<{ pin: string; submit: string; leave: string }>,
): Promise<readonly Prepared[]> {
  const group = /^\/(login|signup|reset|recover)\//.test(path) ? "app/(auth)" : "app";
  const on = (button: string, name: string, more: Partial<Wanted> = {}) =>
    prepare(visitor, { path, button, action: `${group}${path}/actions.ts ${name}`, ...more });
  return Promise.all([
    on(submit, "submitPin", { typed: { pin }, stateful: true }),
    on("Send a new PIN", "resendPin"),
    on("Call me now", "goOn"),
    on("Do not call me", "refuseCall"),
    on(leave, "cancel"),
  ]);
}

/** Whatever site these forms are posted from, and in whatever encoding: nothing is written, and no cookie is set. */
export async function expectNothingFromElsewhere(
  prepared: readonly Prepared[],
  database: Database,
): Promise<void> {
  const before = await database.fingerprint();
  for (const { visitor, path, form, carriers } of prepared) {
    for (const carrier of carriers) {
      const sent = Object.entries(foreignHeaders(visitor.baseUrl)).map(async ([name, headers]) => {
        const answer = await sendCarried(visitor, path, carrier.carry(form), headers);
        const what = `${path} by ${carrier.name} with ${name}`;
        expect(answer.setCookies, what).toEqual([]);
        if (!visitor.jar.has("countersign-session"))
          expect(answer.headers.location, what).not.toBe("/account");
      });
      await Promise.all(sent);
    }
    expect(await database.fingerprint(), path).toEqual(before);
  }
}

/** On our own page, in this very browser: nothing without the token that the page has for it, or with another one. */
export async function expectNothingWithout(
  prepared: readonly Prepared[],
  foreignTokens: readonly string[],
  database: Database,
): Promise<void> {
  const before = await database.fingerprint();
  for (const { visitor, path, form } of prepared) {
    const rest = form.filter(([name]) => name !== "token");
    const own = form.find(([name]) => name === "token")?.[1].toString() ?? "";
    const wrong = [
      [],
      ...foreignTokens.map((token) => [token]),
      [own, own],
      [own.toUpperCase()],
      [`${own}x`],
    ];
    const sent = wrong.map(async (tokens) => {
      const fields = [...rest, ...tokens.map((token) => ["token", token] as const)];
      const answer = await visitor.copy().post(path, fields);
      expect(answer.status, `${path} with ${tokens.length} tokens`).toBeLessThan(500);
      expect(answer.setCookies, path).toEqual([]);
    });
    await Promise.all(sent);
    expect(await database.fingerprint(), path).toEqual(before);
  }
}
