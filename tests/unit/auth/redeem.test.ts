import { beforeEach, describe, expect, test, vi } from "vitest";
import type { SessionRow } from "@/db/queries/sessions";
import { addable, sessionsOf } from "@/lib/access/ways";
import { findLiveSession, redeemHandle } from "@/lib/auth/redeem";
import { hashSecret, randomSecret } from "@/lib/crypto";

const database = vi.hoisted(() => ({ openSession: vi.fn(), findSession: vi.fn() }));
vi.mock("@/db/queries/sessions", () => database);
const noticeChannels = vi.hoisted(() => (kind: string) => ({ email: kind === "new-browser", text: false }));
vi.mock("@/lib/notices/channels", () => ({ noticeChannels }));

const opened = { userId: "7b0c2f7e-3a51-4a3f-9a53-5f3f5b1f9d10", username: "ada", returnTo: null };

beforeEach(() => {
  vi.resetAllMocks();
  database.openSession.mockResolvedValue(opened);
});

/** Whatever can be posted to NextAuth's own endpoint, or put into its token. */
const garbage: [string, unknown][] = [
  ["nothing", undefined],
  ["null", null],
  ["an empty text", ""],
  ["true", true],
  ["a number", 1],
  ["an object", { handle: randomSecret() }],
  ["a list", [randomSecret()]],
  ["an object that turns into a handle", { toString: randomSecret }],
  ["a handle cut short", randomSecret().slice(1)],
  ["a handle with more", `${randomSecret()}=`],
  ["a handle and a line break", `${randomSecret()}\n`],
  ["a handle of other letters", "é".repeat(43)],
  ["a statement", "' or true --".padEnd(43, " ")],
  ["a megabyte", "a".repeat(1_000_000)],
];

describe("Exchanging a handle for a session", () => {
  test("The user always has the id of its row: NextAuth would make one up", async () => {
    expect(await redeemHandle(randomSecret())).toEqual({
      id: opened.userId,
      sid: expect.stringMatching(/^[\w-]{43}$/),
    });
  });

  test("A login that the database does not call verified is nobody", async () => {
    database.openSession.mockResolvedValue(null);
    expect(await redeemHandle(randomSecret())).toBeNull();
  });

  test("The database sees hashes, and may only go from verified to completed, on one of the ways in", async () => {
    const handle = randomSecret();
    const redeemed = await redeemHandle(handle);
    expect(database.openSession).toHaveBeenCalledExactlyOnceWith(
      hashSecret(handle),
      hashSecret(redeemed?.sid ?? ""),
      {
        step: { from: ["verified"], to: "completed" },
        opens: sessionsOf,
        adds: addable,
        most: 10,
        notices: {
          newBrowser: { email: true, text: false },
          limit: { email: false, text: false },
          stopped: { email: false, text: false },
        },
      },
    );
  });

  test("Each session gets an id of its own, which is not the handle", async () => {
    const handle = randomSecret();
    const [one, other] = [await redeemHandle(handle), await redeemHandle(handle)];
    expect(new Set([handle, one?.sid, other?.sid]).size).toBe(3);
  });

  test.each(garbage)("The database is not even asked about %s", async (_, handle) => {
    expect(await redeemHandle(handle)).toBeNull();
    expect(database.openSession).not.toHaveBeenCalled();
  });
});

describe("Finding the session behind an id", () => {
  const row = {
    id: "1",
    userId: opened.userId,
    username: "ada",
    amr: "pwd sms",
    ageSeconds: 60,
    idleSeconds: 0,
  };
  const found = (changes: Partial<SessionRow>) =>
    database.findSession.mockResolvedValue({ ...row, ...changes });

  test("A session within its limits is found by the hash of its id", async () => {
    found({});
    const sid = randomSecret();
    expect(await findLiveSession(sid)).toMatchObject({ id: "1" });
    expect(database.findSession).toHaveBeenCalledExactlyOnceWith(hashSecret(sid));
  });

  test("One that is not there, or revoked, is none", async () => {
    database.findSession.mockResolvedValue(null);
    expect(await findLiveSession(randomSecret())).toBeNull();
  });

  test.each([
    ["too old", { ageSeconds: 86_400 }],
    ["idle for too long", { idleSeconds: 3_600 }],
    ["of no method", { amr: "" }],
  ])("One that is %s is none", async (_, changes) => {
    found(changes);
    expect(await findLiveSession(randomSecret())).toBeNull();
  });

  test.each(garbage)("The database is not even asked about %s", async (_, sid) => {
    expect(await findLiveSession(sid)).toBeNull();
    expect(database.findSession).not.toHaveBeenCalled();
  });
});
