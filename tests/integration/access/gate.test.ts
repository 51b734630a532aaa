import { beforeEach, describe, expect, test, vi } from "vitest";
import { addable, sessionsOf } from "@/lib/access/ways";
import { findLiveSession, redeemHandle } from "@/lib/auth/redeem";
import { hashSecret, randomSecret } from "@/lib/crypto";
import { testDatabase } from "../../support/database";
import { newPerson } from "../../support/people";
import { newSession } from "../../support/sessions";

// What is sent afterwards has tests of its own.
vi.mock("@/lib/notices/deliver", () => ({ noticesSoon: vi.fn() }));

const { sql, reset } = await testDatabase();
beforeEach(reset);

const routes = ["password", "phone", "passkey", "trusted", "signup"] as const;
const methods = ["pwd", "sms", "swk", "otp", "rec", "pop", "uv"];
/** Every set of methods, none too. */
const sets = Array.from({ length: 2 ** methods.length }, (_, bits) =>
  methods
    .filter((_method, place) => bits & (1 << place))
    .toSorted()
    .join(" "),
);

/** A verified login of this route and these methods. */
async function verified(
  userId: string,
  { route, amr, continues = null }: Readonly<{ route: string; amr: string; continues?: string | null }>,
): Promise<string> {
  const handle = randomSecret();
  await sql`
    insert into logins (handle_hash, route, user_id, state, amr, continues, browser, expires_at)
    values (${hashSecret(handle)}, ${route}, ${userId}, 'verified', ${amr}, ${continues}, 'Firefox', now() + interval '1 minute')`;
  return handle;
}

describe("A verified login", () => {
  test.each(routes)("of the route %s opens sessions of its ways in, and no other (R-015)", async (route) => {
    const { id } = await newPerson();
    const opened: string[] = [];
    for (const amr of sets) {
      const redeemed = await redeemHandle(await verified(id, { route, amr }));
      if (!redeemed) continue;
      expect(await findLiveSession(redeemed.sid)).toMatchObject({ amr });
      opened.push(amr);
    }
    expect(opened.toSorted()).toEqual([...(sessionsOf.get(route) ?? [])].sort());
  });

  test("of another route that says it continues a session opens none", async () => {
    const { id } = await newPerson();
    const session = await newSession(id);
    const login = { route: "password", amr: "pwd sms", continues: session.id };
    expect(await redeemHandle(await verified(id, login))).toBeNull();
    expect(await findLiveSession(session.sid)).not.toBeNull();
  });
});

describe("A session that goes on", () => {
  test.each(["sms", "pwd", "pwd sms", "pop uv"])(
    "after '%s' keeps what it had, and gets nothing but what a step-up adds",
    async (had) => {
      const { id } = await newPerson();
      for (const amr of sets) {
        const session = await newSession(id, { amr: had });
        const redeemed = await redeemHandle(
          await verified(id, { route: "renewal", amr, continues: session.id }),
        );
        const kept = had.split(" ").every((method) => amr.split(" ").includes(method));
        const may = amr.split(" ").every((one) => [...had.split(" "), ...addable].includes(one));
        expect(redeemed !== null, amr).toBe(kept && may);
        await sql`update sessions set revoked_at = now()`;
      }
    },
  );

  test("is none without the session that it goes on from", async () => {
    const { id } = await newPerson();
    expect(await redeemHandle(await verified(id, { route: "renewal", amr: "pwd sms" }))).toBeNull();
    const { id: session } = await newSession((await newPerson()).id);
    const foreign = { route: "renewal", amr: "pwd sms", continues: session };
    expect(await redeemHandle(await verified(id, foreign))).toBeNull();
  });
});
