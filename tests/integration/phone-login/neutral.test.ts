import { randomUUID } from "node:crypto";
import { describe, test, vi } from "vitest";
import { recordDelivery } from "@/db/queries/events";
import { policy } from "@/lib/policy";
import { sweepAll } from "@/lib/sweep";
import type { DeliveryMeaning } from "@/lib/verify/provider";
import { testDatabase } from "../../support/database";
import { providersOf, scriptedProvider } from "../../support/provider";
import { type Answer, answering, answers, kinds, own } from "./scripts";
import { life, sameForBoth } from "./stranger";

vi.mock("@/lib/later", async () => (await import("./later")).laterHere);
// Whole scenes, and many rounds of races.
vi.setConfig({ testTimeout: 60_000 });

const { sql } = await testDatabase();

const all = Object.keys(answers).filter((answer): answer is Answer => Object.hasOwn(answers, answer));

describe("A login by phone looks the same whether or not the number has an account (T-004, T-009)", () => {
  test.each(Object.entries(kinds))("with %s", async (_, make) => {
    await sameForBoth(life, () => ({ script: make() }));
  });

  test.each(all)("when the provider %s", async (answer) => {
    await sameForBoth(life, () => answering(scriptedProvider(), answer));
  });

  test.each<Answer>(["refuses the number", "is down", "does not answer in time"])(
    "with own and with repeated PINs, when the provider %s",
    async (answer) => {
      await sameForBoth(life, () => answering(own(), answer));
      await sameForBoth(life, () => answering(scriptedProvider({ codes: "repeated" }), answer));
    },
  );

  test.each<Answer>(["refuses the number", "is down"])(
    "when the provider %s and another one steps in",
    async (answer) => {
      for (const codes of ["provider", "repeated"] as const)
        await sameForBoth(life, () => {
          const { script } = answering(scriptedProvider({ codes }), answer);
          return { script, providers: providersOf(script.provider, own().provider) };
        });
    },
  );

  test.each(["unavailable", "closed"] as const)(
    "when PINs that are checked find the provider %s",
    async (check) => {
      await sameForBoth(life, () => {
        const script = scriptedProvider();
        script.answers.check = async () => check;
        return { script };
      });
    },
  );

  test("when the provider is known to be down", async () => {
    await sameForBoth(
      async (stranger) => {
        await sql`insert into breakers (provider, failures, failed_at, open_until)
          values ('vonage', 5, now(), now() + interval '5 minutes')`;
        await life(stranger);
      },
      undefined,
      { sends: false },
    );
  });

  test.each<readonly [string, DeliveryMeaning, "step" | "request"]>([
    ["a text could not be delivered", "undelivered", "step"],
    ["the whole message could not be delivered", "undelivered", "request"],
    ["the number is blocked", "blocked", "request"],
    ["the text was delivered", "delivered", "step"],
    ["the time of the text is over", "timed-out", "step"],
  ])("when a callback says that %s", async (_, meaning, scope) => {
    await sameForBoth(async (stranger) => {
      const handle = await stranger.begin();
      await callback(meaning, scope);
      await stranger.look(handle);
      await stranger.type(handle);
      await stranger.wait(40, handle);
      await stranger.resend(handle);
      await callback(meaning, scope);
      await stranger.wait(160, handle);
      await stranger.type(handle);
    });
  });

  test("when a callback comes before the answer, or instead of it", async () => {
    await sameForBoth(
      async (stranger) => {
        const handle = await stranger.begin();
        await callback("undelivered", "request", true);
        await stranger.look(handle);
        await stranger.type(handle);
        await stranger.wait(31);
        await stranger.resend(handle);
      },
      () => answering(scriptedProvider(), "does not answer in time"),
    );
  });

  test("after the sweeper has settled what was left open", async () => {
    await sameForBoth(async (stranger) => {
      const handle = await stranger.begin();
      await stranger.wait(90);
      await sweepAll(stranger.given.providers);
      await stranger.look(handle);
      await stranger.type(handle);
      await stranger.wait(220);
      await sweepAll(stranger.given.providers);
      await stranger.look(handle);
      await stranger.resend(handle);
    });
  });
});

/** A signed callback about the newest message, if there is one: by its request, or by our own id alone. */
async function callback(meaning: DeliveryMeaning, scope: "step" | "request", unheard = false): Promise<void> {
  const [message] = await sql<{ id: string; request: string | null }[]>`
    select c.id, provider_request_id as request from challenges c join logins l on l.id = c.login_id
    where l.user_id is not null order by c.created_at desc limit 1`;
  if (!message) return;
  const about = {
    channel: scope === "step" ? "sms" : null,
    status: meaning,
    meaning,
    reason: null,
    price: null,
  };
  const requestId = message.request ?? (unheard ? randomUUID() : "");
  await recordDelivery(
    "vonage",
    { id: randomUUID(), signedAt: Date.now() },
    [{ ...about, requestId, challengeId: message.id, scope, occurredAt: null }],
    policy.callback.freshSeconds,
  );
}

test("Numbers of disabled accounts are nobody's", async () => {
  await sameForBoth(
    async (stranger) => {
      await sql`update users set disabled_at = now()`;
      await life(stranger);
    },
    undefined,
    { sends: false },
  );
});
