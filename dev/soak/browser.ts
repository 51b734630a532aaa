import { type Fields, hiddenFields } from "../../tests/e2e/support/forms";
import type { Answer } from "../../tests/e2e/support/http";
import { newVisitor, type Visitor } from "../../tests/e2e/support/visitor";
import type { Record, Seen } from "./record";

/** `done`: whether the form itself was sent, and not only its page asked for. */
export type Reply = Readonly<{ seen: Seen; done: boolean; to: string; body: string }>;

export interface Browser {
  /** The browser behind it, for what is no form. */
  visitor: Visitor;
  /** Opens the page and presses the button of its form that says so, with this typed. */
  press(
    errand: string,
    path: string,
    button: string,
    typed?: Readonly<{ [name: string]: string }>,
  ): Promise<Reply>;
  open(path: string): Promise<Reply>;
}

const nothing = { to: "", body: "" } as const;

function replyOf({ status, headers, body }: Answer, done: boolean): Reply {
  if (status >= 300 && status < 400) return { seen: "went on", done, to: headers.location ?? "", body: "" };
  if (status === 200) return { seen: "was told why not", done, to: "", body };
  // Put off by an instance that has too much to do: nothing was begun.
  if (status === 503 && body.includes("<form")) return { seen: "was asked to wait", done, to: "", body };
  // Of the edge: no instance has answered.
  if (status === 502) return { seen: "heard nothing", done, ...nothing };
  return { seen: "saw an error", done, to: String(status), body };
}

/** Null: the page has no such form just now. */
function fieldsOf(html: string, button: string): Fields | null {
  try {
    return hiddenFields(html, button);
  } catch {
    return null;
  }
}

/** A person's browser without JavaScript; what it meets goes to the record. */
export function openBrowser(appUrl: string, record: Record): Browser {
  const visitor = newVisitor(appUrl);
  const ask = async (asking: Promise<Answer>, done: boolean): Promise<Reply> =>
    asking.then(
      (answer) => replyOf(answer, done),
      () => ({ seen: "heard nothing" as const, done, ...nothing }),
    );

  async function send(path: string, button: string, typed: Readonly<{ [name: string]: string }>) {
    const page = await ask(visitor.get(path), false);
    const hidden = page.seen === "was told why not" ? fieldsOf(page.body, button) : null;
    return hidden ? ask(visitor.post(path, [...hidden, ...Object.entries(typed)]), true) : page;
  }

  return {
    visitor,
    open: (path) => ask(visitor.get(path), false),
    async press(errand, path, button, typed = {}) {
      const from = performance.now();
      const reply = await send(path, button, typed);
      record.press({ errand, seen: reply.seen, milliseconds: performance.now() - from });
      return reply;
    },
  };
}

/** Whether it may have been done, although nobody said so. */
export const isUnclear = ({ seen, done }: Reply): boolean =>
  done && (seen === "saw an error" || seen === "heard nothing");

export const wentTo = ({ seen, to }: Reply, path: string): boolean =>
  seen === "went on" && to.startsWith(path);
