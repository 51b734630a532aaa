import { expectPath } from "../journeys";
import { everybody, password, pinFor } from "../people";
import type { Server } from "../server";
import type { Applications, Servers } from "../stage";
import { Answered, type Cookie, createVisitor } from "../visitor";
import { type Login, Shed } from "./traffic";

const BUSY = "Many people are logging in just now";

function inTurns(servers: Servers): () => Server {
  let turn = 0;
  return () => servers[turn++ % servers.length] ?? servers[0];
}

/** By this the application knows a browser again; a login with another one is told to the account's owner by mail. */
const isOfBrowser = ({ name }: Cookie): boolean => name === "countersign-browser";

/**
 * One login after another by the next of the servers, of the next person, each with their own browser; without
 * JavaScript.
 */
export function ownLogins({ simulator, servers }: Applications): Login {
  const people = everybody();
  const next = inTurns(servers);
  const browsers = new Map<string, readonly Cookie[]>();
  return async (clock) => {
    const who = people.next().value;
    const kept = browsers.get(who.identifier);
    const visitor = createVisitor(servers[0].origin, clock, next().origin, kept);
    try {
      const typed = { identifier: who.identifier, password };
      const html = await visitor.submit(await visitor.open("/login"), typed);
      if (html.includes(BUSY)) throw new Shed();
      expectPath(visitor, "/login/pin");
      await visitor.submit(html, { pin: pinFor(who, simulator) });
      expectPath(visitor, "/account");
      browsers.set(who.identifier, visitor.cookies().filter(isOfBrowser));
    } catch (error) {
      throw error instanceof Answered && error.status === 503 && error.retryAfter ? new Shed() : error;
    }
  };
}

/** The same at the bare application, which takes any PIN. */
export function bareLogins(servers: Servers): Login {
  const people = everybody();
  const next = inTurns(servers);
  return async (clock) => {
    const { identifier } = people.next().value;
    const visitor = createVisitor(servers[0].origin, clock, next().origin);
    const html = await visitor.submit(await visitor.open("/"), { identifier, password });
    expectPath(visitor, "/pin");
    await visitor.submit(html, { pin: "123456" });
    expectPath(visitor, "/account");
  };
}
