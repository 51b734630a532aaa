import { randomBytes } from "node:crypto";
import { SignJWT, UnsecuredJWT } from "jose";
import { decode, encode } from "next-auth/jwt";
import type { OwnSubject } from "../support/application";

const salt = "countersign-session";
const oneDay = 86_400;

/** The session id in a cookie of this application. */
export async function sidOf({ secrets }: OwnSubject, token: string): Promise<string> {
  const payload = await decode({ token, secret: secrets.authSecret, salt });
  return String(payload?.sid);
}

/**
 * Cookie values that must not be a session, made by somebody who has seen `valid`, or who even knows the secret
 * but no live session id. `purposes` are this application's other secrets of the same browser.
 */
export async function falseTokens(
  { secrets }: OwnSubject,
  valid: string,
  sid: string,
  userId: string,
): Promise<Readonly<Record<string, string>>> {
  const secret = secrets.authSecret;
  const other = randomBytes(32).toString("base64");
  const key = new TextEncoder().encode(secret);
  const [header = "", wrapped = "", iv = "", text = "", tag = ""] = valid.split(".");
  const reheaded = (change: object) => {
    const fields = { ...JSON.parse(Buffer.from(header, "base64url").toString()), ...change };
    const changed = Buffer.from(JSON.stringify(fields)).toString("base64url");
    return [changed, wrapped, iv, text, tag].join(".");
  };
  const forged = { sid: randomBytes(32).toString("base64url") };
  const claims = { sub: userId, id: userId, aal: 2, verified: true, name: "x" };
  const in1h = () => new Date(Date.now() + 3_600_000);
  return {
    "the bare session id": sid,
    "the user's id": userId,
    "an unknown session id, rightly encrypted": await encode({ token: forged, secret, salt, maxAge: oneDay }),
    "a user's id without a session, rightly encrypted": await encode({ token: claims, secret, salt }),
    "a session id that is an object, rightly encrypted": await encode({
      token: { sid: { sid } },
      secret,
      salt,
    }),
    "another environment's secret": await encode({ token: { sid }, secret: other, salt }),
    "another cookie's purpose": await encode({ token: { sid }, secret, salt: "countersign-login" }),
    "another cookie's prefix": await encode({ token: { sid }, secret, salt: `__Host-${salt}` }),
    "a token past its end": await encode({ token: { sid }, secret, salt, maxAge: -60 }),
    "alg none": new UnsecuredJWT({ sid }).setExpirationTime(in1h()).encode(),
    "signed, not encrypted": await new SignJWT({ sid }).setProtectedHeader({ alg: "HS256" }).sign(key),
    "another alg": reheaded({ alg: "A256KW" }),
    "another enc": reheaded({ enc: "A256GCM" }),
    "another kid": reheaded({ kid: "x" }),
    "a compressed header": reheaded({ zip: "DEF" }),
    "a changed tag": [header, wrapped, iv, text, tag.replace(/^./, (c) => (c === "A" ? "B" : "A"))].join("."),
    "a cut token": valid.slice(0, -20),
    "five dots": ".....",
    "a long value": "x".repeat(3_800),
  };
}
