import { generateKeyPairSync, sign } from "node:crypto";
import { z } from "zod";
import { type Decision, enrolmentText, postText, statementText } from "../../../lib/schemas/approval";
import type { Answer } from "./http";
import { ownPost, type Visitor } from "./visitor";

export type Device = Readonly<{ id: string; sign: (text: string) => string; audience: string }>;

/** A post as an enrolled phone makes it, ready to be sent from wherever. */
export type SignedPost = Readonly<{ body: string; headers: Record<string, string> }>;

/** A key of our own making, with node:crypto where the pages use WebCrypto. */
export function newKey() {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const { x = "", y = "" } = publicKey.export({ format: "jwk" });
  const point = [Buffer.from([4]), ...[x, y].map((half) => Buffer.from(half, "base64url"))];
  return {
    publicKey: Buffer.concat(point).toString("base64url"),
    sign: (text: string) =>
      sign("sha256", Buffer.from(text), { key: privateKey, dsaEncoding: "ieee-p1363" }).toString("base64url"),
  };
}

const json = { "content-type": "application/json" };

/** What a phone that has opened this link posts to enrol itself. */
export function enrolment(audience: string, token: string, name: string) {
  const { publicKey, sign: signed } = newKey();
  const signature = signed(enrolmentText(audience, token, publicKey));
  return { body: JSON.stringify({ do: "enrol", token, publicKey, name, signature }), sign: signed };
}

export const postEnrolment = (visitor: Visitor, body: string, headers: Record<string, string> = {}) =>
  visitor.send("/api/approvals/enrolment", {
    method: "POST",
    headers: { ...ownPost(visitor.baseUrl), ...json, ...headers },
    body,
  });

/** The secret of the link that this browser makes under Security. */
export async function makeLink(browser: Visitor): Promise<string> {
  const made = await browser.submit("/account/security", "Enrol a", {});
  const { body } = await browser.land(made);
  const token = /\/approve\/enrol#([\w-]{22})"/.exec(body)?.[1];
  if (!token) throw new Error(`No link was made: ${made.status} ${made.headers.location}`);
  return token;
}

/** Enrols a phone that is no browser. The browser is logged in, and was not long ago. */
export async function enrolDevice(browser: Visitor, phone: Visitor, name: string): Promise<Device> {
  const { baseUrl: audience } = browser;
  const made = enrolment(audience, await makeLink(browser), name);
  const answer = await postEnrolment(phone, made.body);
  const { device } = z.object({ device: z.string() }).parse(JSON.parse(answer.body));
  return { id: device, sign: made.sign, audience };
}

export function signedPost(
  { id, sign: signed, audience }: Device,
  what: unknown,
  at = Date.now(),
): SignedPost {
  const body = JSON.stringify({ device: id, at, what });
  const signature = signed(postText(audience, body));
  return { body, headers: { ...json, "countersign-device": id, "countersign-signature": signature } };
}

export const sendPost = (
  visitor: Visitor,
  { body, headers }: SignedPost,
  more: Record<string, string> = {},
) =>
  visitor.send("/api/approvals", {
    method: "POST",
    headers: { ...ownPost(visitor.baseUrl), ...headers, ...more },
    body,
  });

const listed = z.object({ requests: z.array(z.object({ id: z.string(), request: z.string() })) });

/** What waits for this phone; with the post that answers the newest of it. */
export async function waitingFor(visitor: Visitor, device: Device) {
  const { body } = await sendPost(visitor, signedPost(device, { do: "list", about: null }));
  const { requests } = listed.parse(JSON.parse(body));
  const [newest] = requests;
  return {
    requests,
    answer(decision: Decision, digits: string | null = null): SignedPost {
      if (!newest) throw new Error("Nothing waits for this phone");
      const { id, request } = newest;
      const signature = device.sign(statementText(decision, digits, device.id, request));
      return signedPost(device, { do: "decide", id, decision, digits, signature });
    },
  };
}

/** The digits that a page shows to be typed on a phone. */
export function digitsOn({ body }: Pick<Answer, "body">): string {
  const digits = /The digits are ((?:\d ?)+)/.exec(body)?.[1]?.replaceAll(" ", "");
  if (!digits) throw new Error("The page shows no digits");
  return digits;
}
