import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";

/** A page or a handler of the build, at an address that it answers. */
export type Route = Readonly<{ path: string; kind: "page" | "handler"; open: boolean }>;

/** An action that the browser can call, with the pages it can be called on. */
export type Action = Readonly<{ id: string; name: string; pages: readonly string[] }>;

/** What a stranger may open beside the pages of logging in and signing up. All else has to be closed. */
const openToAll = new Set([
  ...["/", "/goodbye", "/icon.svg", "/apple-icon.png", "/manifest.webmanifest"],
  ...["/api/health", "/api/health/live", "/api/health/ready", "/api/auth/[...nextauth]", "/api/receipt-keys"],
  // A phone shows who it is by its key or its link.
  ...["/approve", "/approve/enrol", "/api/approvals", "/api/approvals/enrolment"],
]);
/** Where somebody who has shown the phone alone may look, and where they show more. All else behind the login changes something. */
const openToOneFactor = new Set([
  ...["/account", "/account/sessions", "/account/history", "/account/security"],
  ...["/account/security/authenticator", "/account/security/codes", "/account/security/passkeys"],
  "/account/security/browsers",
  ...["/account/confirm", "/account/confirm/pin", "/account/confirm/approve", "/account/approve"],
  ...["/account/confirm/authenticator", "/account/confirm/recovery", "/account/confirm/passkey"],
]);
/** What takes both factors, however long ago: it gives nobody anything, or asks the phone each time. */
export const openToOldProof: ReadonlySet<string> = new Set([
  ...["/account/language", "/account/transfer"],
  // Leads back, unless a fresh proof has begun it.
  "/account/security/passkeys/new",
]);
/** Next's own: they hold no more than an error. */
const internal = /^\/_/;

const read = (file: string): unknown => JSON.parse(readFileSync(path.join(".next", file), "utf8"));

const samplePath = (pattern: string) =>
  pattern.replace("[provider]", "vonage").replace(/\[\[?(?:\.\.\.)?[^\]]+\]?\]/g, "session");

const routeFiles = z.record(z.string(), z.string()).parse(read("app-path-routes-manifest.json"));

/** From the build's own list, so that a page which is added later is attacked without being named here. */
export const routes: readonly Route[] = Object.entries(routeFiles)
  .filter(([, pattern]) => !internal.test(pattern))
  .map(([file, pattern]) => ({
    path: samplePath(pattern),
    kind: file.endsWith("/page") ? "page" : "handler",
    open: file.startsWith("/(auth)/") || openToAll.has(pattern),
  }));

export const closedPages = routes.filter((route) => route.kind === "page" && !route.open);
/** For administrators; to everybody else an address that does not exist. */
export const isForAdmins = (path: string): boolean => /^\/admin(\/|$)/.test(path);
export const changingPages = closedPages.filter(
  ({ path }) => !openToOneFactor.has(path) && !isForAdmins(path),
);

const references = z.object({
  node: z.record(
    z.string(),
    z.object({
      workers: z.record(z.string(), z.unknown()),
      filename: z.string(),
      exportedName: z.string(),
    }),
  ),
});

const pageOf = (worker: string): string | undefined => routeFiles[worker.replace(/^app(?=\/)/, "")];

/** Every server action of the build, also those that no page of today uses. */
export const actions: readonly Action[] = Object.entries(
  references.parse(read("server/server-reference-manifest.json")).node,
).map(([id, { workers, filename, exportedName }]) => ({
  id,
  name: `${filename} ${exportedName}`,
  pages: Object.keys(workers)
    .map(pageOf)
    .filter((page) => page !== undefined)
    .filter((page) => !internal.test(page))
    .map(samplePath),
}));

const chunks = ".next/static";

/** The files that anybody can fetch, as addresses. */
export const publicFiles: readonly string[] = readdirSync(chunks, { recursive: true, encoding: "utf8" })
  .filter((name) => /\.\w+$/.test(name))
  .map((name) => `/_next/static/${name.replaceAll("\\", "/")}`);

/** Action ids that a reader of the public scripts finds. */
export const publicActionIds: readonly string[] = [
  ...new Set(
    publicFiles
      .filter((name) => name.endsWith(".js"))
      .flatMap((name) =>
        readFileSync(path.join(chunks, name.replace("/_next/static/", "")), "utf8").match(
          /\b[0-9a-f]{42}\b/g,
        ),
      )
      .filter((id) => id !== null),
  ),
];
