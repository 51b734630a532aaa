import type { OutgoingHttpHeaders } from "node:http";
import type { Answer } from "../support/http";
import type { Visitor } from "../support/visitor";

export type Transport = Readonly<{ name: string; path: string; headers: OutgoingHttpHeaders }>;

const flight = { rsc: "1" };
const prefetch = { ...flight, "next-router-prefetch": "1" };

/** The ways in which Next hands out what is on a page, and spellings of its address that might pass a guard. */
export function transportsOf(page: string): readonly Transport[] {
  const segments = page === "/" ? "/index" : page;
  const plain = (path: string): Transport => ({ name: path, path, headers: {} });
  const asked = (name: string, headers: OutgoingHttpHeaders): Transport => ({ name, path: page, headers });
  const segment = (value: string) =>
    asked(`segment ${value}`, { ...prefetch, "next-router-segment-prefetch": value });
  return [
    plain(page),
    asked("RSC: 1", flight),
    asked("prefetch", prefetch),
    asked("prefetch, purpose", { ...prefetch, purpose: "prefetch", "sec-purpose": "prefetch" }),
    asked("full prefetch", { ...flight, "next-router-prefetch": "2" }),
    asked("hmr refresh", { ...flight, "next-hmr-refresh": "1" }),
    segment("/_tree"),
    segment("/_index"),
    segment(`${page}/__PAGE__`),
    segment("/_full"),
    plain(`${page}?_rsc=1`),
    plain(`${segments}.rsc`),
    plain(`${segments}.prefetch.rsc`),
    plain(`${segments}.segments/_tree.segment.rsc`),
    plain(`${segments}.segments${page}/__PAGE__.segment.rsc`),
    plain(`/_next/data/x${segments}.json`),
    plain(`${page}/`),
    plain(`/${page}`),
    plain(page.toUpperCase()),
    plain(page.replace("/a", "/%61")),
    plain(`${page}%2f`),
    plain(`${page}%00`),
    plain(`${page};.js`),
    plain(`${page}/x.css`),
    plain(`${page}/..${page}`),
    plain(`${page}?nxtPslug=1&__nextLocale=en&__nextDefaultLocale=en`),
  ];
}

/** Asks and follows Next's own corrections of the address, but no answer that leads to another page. */
export async function through(visitor: Visitor, { path, headers }: Transport): Promise<Answer> {
  const first = await visitor.get(path, headers);
  const { location } = first.headers;
  if (first.status < 300 || first.status > 399 || !location) return first;
  const to = new URL(location, visitor.baseUrl);
  const wanted = new URL(path.replace(/^\/+/, "/"), visitor.baseUrl).pathname.replace(/\/$/, "");
  return to.pathname === wanted ? visitor.get(`${to.pathname}${to.search}`, headers) : first;
}
