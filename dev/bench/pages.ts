import type { Browser } from "@playwright/test";
import { passPassword, plainJourney, type Route } from "./journeys";
import { beginSignup, newcomer, type Person } from "./people";
import { measureScripts, type PageScripts, type Visit } from "./scripts";

/** Every page of the application as its first visitor opens it, with the cookies that it needs. */
async function visits(route: Route, people: Iterator<Person, never>): Promise<Visit[]> {
  const { visitor: atPin } = await passPassword(route, people.next().value);
  const { visitor: atSignupPin } = await beginSignup(route.origin, newcomer);
  const loggedIn = await plainJourney(route)(people.next().value);
  const open = ["/", "/login", "/signup"].map((path) => ({ path, cookies: [] }));
  const closed = [atPin, atSignupPin, loggedIn].map((visitor) => ({
    path: visitor.path(),
    cookies: visitor.cookies(),
  }));
  return [...open, ...closed].map(({ path, cookies }) => ({ url: `${route.origin}${path}`, cookies }));
}

export interface ScriptFigures {
  empty: number;
  pages: PageScripts[];
}

export async function measurePages(
  browser: Browser,
  route: Route,
  people: Iterator<Person, never>,
  emptyOrigin: string,
): Promise<ScriptFigures> {
  const { firstLoad: empty } = await measureScripts(browser, { url: `${emptyOrigin}/`, cookies: [] });
  const pages: PageScripts[] = [];
  for (const visit of await visits(route, people)) pages.push(await measureScripts(browser, visit));
  return { empty, pages };
}
