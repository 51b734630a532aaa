import type { OutgoingHttpHeaders } from "node:http";
import { multipart } from "../support/forms";

export type Garbage = Readonly<{ name: string; body: string | Buffer; headers: OutgoingHttpHeaders }>;

const text = { "content-type": "text/plain;charset=UTF-8" };

const asText = (name: string, body: string): Garbage => ({ name, body, headers: text });

function asParts(name: string, parts: readonly (readonly [string, string])[]): Garbage {
  const { body, contentType } = multipart(parts);
  return { name, body, headers: { "content-type": contentType } };
}

/** Arguments that React decodes without complaint; what an action makes of them is the action's own affair. */
export const decodable: readonly Garbage[] = [
  asText("no argument", "[]"),
  asText("null", "[null,null]"),
  asText("a text", '["x","x"]'),
  asText("a number", "[1e308,-0]"),
  asText("an object", '[{"answer":0},{"get":1,"getAll":1,"token":"x"}]'),
  asText("an array", '[[],[["token","x"],["pin","123456"]]]'),
  asText("special values", '["$undefined","$NaN"]'),
  asText("a big number and a date", '["$n123456789012345678901234567890","$D2026-01-01T00:00:00.000Z"]'),
  asText("a prototype", '[{"__proto__":{"polluted":1}},{"constructor":{"prototype":{"polluted":1}}}]'),
  asText("many arguments", JSON.stringify(Array.from({ length: 200 }, (_, n) => n))),
  asParts("an empty form", [["0", '[{"answer":0},"$K1"]']]),
  asParts("an empty form alone", [["0", '["$K1"]']]),
  asParts("a form that is no form of ours", [
    ["_1___proto__", "x"],
    ["_1_toString", "x"],
    ["_1_pin", "123456"],
    ["_1_token", "x"],
    ["0", '["$K1","$K1"]'],
  ]),
];

/** What no client of ours would send: React or Next refuses it before an action is reached. */
export const undecodable: readonly Garbage[] = [
  asText("nothing", ""),
  asText("no JSON", "{{{"),
  asText("a path through a prototype", '["$1:__proto__:constructor:constructor"]'),
  asText("a server reference", '["$F1"]'),
  asText("a promise of itself", '["$@0"]'),
  asText("a missing part", '["$K7","$Q9"]'),
  asParts("a path through a prototype, in parts", [
    ["1", '{"then":"$1:__proto__:then","status":"resolved_model","value":"{}","_response":{}}'],
    ["0", '["$@1"]'],
  ]),
  asParts("a call that builds a function", [
    ["1", '"$1:constructor:constructor"'],
    ["0", '{"then":"$1:__proto__:then","_prefix":"return process","_formData":{"get":"$1:constructor"}}'],
  ]),
  asParts("a server reference, in parts", [
    ["1", '{"id":"child_process#exec","bound":["id"]}'],
    ["0", '["$F1"]'],
  ]),
  asParts("no root", [["a", "b"]]),
  { name: "urlencoded", body: "a=b&0=[]", headers: { "content-type": "application/x-www-form-urlencoded" } },
  { name: "json", body: "[]", headers: { "content-type": "application/json" } },
  { name: "no type", body: "[]", headers: {} },
  {
    name: "a cut form",
    body: "--x\r\nContent-Disp",
    headers: { "content-type": "multipart/form-data; boundary=x" },
  },
];
