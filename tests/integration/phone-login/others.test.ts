import { describe, test, vi } from "vitest";
import { loginAwaitingPin } from "../../support/people";
import { scriptedProvider } from "../../support/provider";
import { type Answer, answering, asVonage, kinds, own } from "./scripts";
import { type Stranger, sameForBoth } from "./stranger";

vi.mock("@/lib/later", async () => (await import("./later")).laterHere);
// Whole scenes, and many rounds of races.
vi.setConfig({ testTimeout: 60_000 });

describe("A second browser that asks for the same number", () => {
  const twice = async (stranger: Stranger) => {
    const first = await stranger.ask();
    const second = await stranger.ask("198.51.100.2");
    await stranger.sent();
    await stranger.look(first);
    await stranger.look(second);
    await stranger.type(first);
    await stranger.wait(20, first, second);
    const third = await stranger.begin("198.51.100.3");
    for (const handle of [first, second, third]) await stranger.type(handle);
    await stranger.wait(31);
    for (const handle of [first, second, third]) await stranger.resend(handle);
    await stranger.giveUp(third);
    await stranger.begin("198.51.100.4");
    await stranger.wait(50, first, second);
  };

  test.each(Object.entries(kinds))("is told nothing, with %s", async (_, make) => {
    await sameForBoth(twice, () => ({ script: make() }));
  });

  test.each<Answer>([
    "refuses the number",
    "is down",
    "does not answer in time",
    "has a request running already",
  ])("is told nothing when the provider %s", async (answer) => {
    await sameForBoth(twice, () => answering(scriptedProvider(), answer));
    await sameForBoth(twice, () => answering(own(), answer));
  });
});

describe("While the owner logs in with the password", () => {
  const ownerLogsIn = async ({ given: { person, script } }: Stranger) => {
    if (person) await loginAwaitingPin(person, script.providers);
  };

  test.each(Object.entries(kinds))("nothing of it is seen by a stranger, with %s", async (_, make) => {
    await sameForBoth(
      async (stranger) => {
        const handle = await stranger.begin();
        await stranger.wait(20);
        await ownerLogsIn(stranger);
        await stranger.look(handle);
        await stranger.type(handle);
        const second = await stranger.begin("198.51.100.2");
        await stranger.wait(31, handle, second);
        await stranger.resend(handle);
        await stranger.type(handle);
        await stranger.type(second);
        await stranger.wait(160, handle, second);
      },
      () => ({ script: asVonage(make()) }),
      { rows: false },
    );
  });

  test("nothing of it is seen by a stranger who asks afterwards", async () => {
    await sameForBoth(
      async (stranger) => {
        await ownerLogsIn(stranger);
        const handle = await stranger.begin();
        await stranger.wait(31);
        await stranger.resend(handle);
        await stranger.type(handle);
      },
      () => ({ script: asVonage(scriptedProvider()) }),
      { rows: false },
    );
  });
});
