import { expect, test } from "vitest";
import { HOME, safeReturnPath } from "@/lib/redirect";

const origins = ["https://app.example", "http://localhost:3000"];

/** Where a browser on our login page ends up that is sent to this path, in each way our code can write it. */
const landings = (path: string): string[] =>
  origins.flatMap((origin) => [
    new URL(path, `${origin}/login?next=x`).origin,
    new URL(`${origin}${path}`).origin,
  ]);

const home = origins.flatMap((origin) => [origin, origin]);

test.each([
  "/account",
  "/account?tab=security",
  "/account?tab=security#sessions",
  "/account/sessions/",
  "/a/b/c.d",
  "/loginhistory",
  "/apidocs",
  "/account?city=K%C3%B6ln",
  "/",
])("Our own path %j is kept as it is", (path) => {
  expect(safeReturnPath(path)).toBe(path);
});

test.each([
  ["/account/../history?from=1#top", "/history?from=1#top"],
  ["/a/%2e%2e/b", "/b"],
  ["/./account", "/account"],
  ["/../../account", "/account"],
])("%j comes back as it was judged: %j", (typed, path) => {
  expect(safeReturnPath(typed)).toBe(path);
});

test.each([
  "https://evil.example",
  "http://evil.example/account",
  "//evil.example",
  "///evil.example",
  "////evil.example/account",
  "/\\evil.example",
  "\\\\evil.example",
  "\\/evil.example",
  "/\\/evil.example",
  "/%2f%2fevil.example",
  "/%2Fevil.example",
  "/%5cevil.example",
  "/%5C%5Cevil.example",
  "/%09/evil.example",
  "/%0a/evil.example",
  "/%0d%0aSet-Cookie:x=y",
  "/%00/evil.example",
  "/\t/evil.example",
  "/\n/evil.example",
  "/\r/evil.example",
  "\t//evil.example",
  " //evil.example",
  "/ /evil.example",
  "/\u00a0/evil.example",
  "/\u3000/evil.example",
  "/\u2028/evil.example",
  "/\0/evil.example",
  "/\u0085/evil.example",
  "/.//evil.example",
  "/..//evil.example",
  "/../..//evil.example",
  "/account/..//evil.example",
  "/%2e%2e//evil.example",
  "/%2e//evil.example",
  "javascript:alert(1)",
  "JAVASCRIPT:alert(1)",
  "/javascript:alert(1)//\nx",
  "data:text/html,x",
  "https:evil.example",
  "https:/evil.example",
  "https://app.example.evil.example",
  "https://app.example@evil.example",
  "app.example",
  "@evil.example",
  ":80",
  "?next=/account",
  "#account",
  "account",
  "./account",
  "",
])("%j leads nowhere", (path) => {
  expect(safeReturnPath(path)).toBeNull();
});

test.each([
  "/login",
  "/login/",
  "/login/pin",
  "/login?next=/login",
  "/signup",
  "/signup/pin?x",
  "/reset",
  "/reset/link?link=x",
  "/not-me?link=x",
  "/undo-number?link=x",
  "/confirm-email?link=x",
  "/api/auth/signout",
  "/api",
  "/account/../login",
  "/./login",
  "/%2e/api/auth/session",
  "/account/%2e%2e/signup",
])("%j is no place to return to: logging in would never end, or would do something", (path) => {
  expect(safeReturnPath(path)).toBeNull();
});

test.each([
  ["number", 1],
  ["null", null],
  ["undefined", undefined],
  ["array", ["/account"]],
])("A %s leads nowhere", (_, value) => {
  expect(safeReturnPath(value)).toBeNull();
});

test("An object that turns into a path when asked leads nowhere", () => {
  expect(safeReturnPath({ toString: () => "/account", startsWith: () => true, length: 1 })).toBeNull();
});

test("A path of 512 characters is kept, a longer one is not", () => {
  expect(safeReturnPath(`/${"a".repeat(511)}`)).toHaveLength(512);
  expect(safeReturnPath(`/${"a".repeat(512)}`)).toBeNull();
  expect(safeReturnPath(`/${"a".repeat(4096)}`)).toBeNull();
});

test.each([
  "/@evil.example",
  "/:80",
  "/;//evil.example",
  "/account#//evil.example",
  "/account?//evil.example",
  "/\u2044evil.example",
  "/\uff0fevil.example",
  "/\u2215\u2215evil.example",
  "/\ud800",
  "/[evil.example]",
  "/*",
  "/%",
  "/%zz",
])("%j is refused, or stays on our origin when a browser resolves it", (value) => {
  const path = safeReturnPath(value);
  expect(path === null ? home : landings(path)).toEqual(home);
});

test("Nothing that is written with the characters that trick parsers leads off our origin", () => {
  const letters = ["/", "\\", ".", "%2f", "%5c", "\t", "@", ":", "?", "#", "%2e", "a.b"];
  let paths = [""];
  const strays: string[] = [];
  for (let length = 1; length <= 4; length += 1) {
    paths = paths.flatMap((path) => letters.map((letter) => path + letter));
    for (const typed of paths.map((path) => `/${path}`)) {
      const path = safeReturnPath(typed);
      if (path === null) continue;
      const kept = safeReturnPath(path) === path && !path.startsWith("//");
      if (!kept || landings(path).join() !== home.join()) strays.push(typed);
    }
  }
  expect(strays).toEqual([]);
});

test("Where people go when nothing better is known is a place to return to", () => {
  expect(safeReturnPath(HOME)).toBe(HOME);
});
