import { beforeEach, describe, expect, test, vi } from "vitest";
import { stopRecovering } from "@/app/account/actions";
import { redeemHandle } from "@/lib/auth/redeem";
import { formToken } from "@/lib/flow-cookie";
import { untouched } from "@/lib/forms/state";
import { dispute } from "@/lib/notices/dispute";
import { race } from "../../support/barrier";
import { testDatabase } from "../../support/database";
import { toldTo } from "../../support/notices";
import { newPerson, type Person } from "../../support/people";
import { browseWith, formOf, whatComesOf } from "../../support/requests";
import { newSession } from "../../support/sessions";
import { askedLink, elsewhere, finish, provedNumber, ripeLink, states, verifiedLogin } from "./recoveries";

vi.mock("next/headers", async () => (await import("../../support/requests")).nextHeaders);
// What is sent afterwards has tests of its own.
vi.mock("@/lib/notices/deliver", () => ({ noticesSoon: vi.fn() }));

const { sql, reset } = await testDatabase();
beforeEach(reset);

describe("Stopped at the moment at which it is finished, one of both happens", () => {
  const stops: Readonly<Record<string, (person: Person) => Promise<() => Promise<unknown>>>> = {
    "by a login": async (person) => {
      const handle = await verifiedLogin(person);
      return () => redeemHandle(handle);
    },
    "by a notice": async (person) => {
      const link = await askedLink(person);
      return () => dispute(link, elsewhere);
    },
    "by a session": async (person) => {
      const { sid } = await newSession(person.id);
      await browseWith({ sid });
      return () => whatComesOf(stopRecovering(untouched, formOf({ token: formToken(sid) })));
    },
  };

  test.each(Object.entries(stops))(
    "%s, 20 times",
    async (_, stopper) => {
      for (let round = 0; round < 20; round += 1) {
        await reset();
        const person = await newPerson();
        const handle = await provedNumber(await ripeLink(person));
        const stop = await stopper(person);
        const ends = await race<unknown>(2, (index) => (index === 0 ? finish(handle) : stop()));
        expect(ends.map(({ status }) => status)).toEqual(["fulfilled", "fulfilled"]);
        const [phone] = await sql`select number from phones`;
        const [state] = await states();
        const replaced = phone?.number !== person.phone;
        expect([state, replaced]).toEqual(replaced ? ["done", true] : ["stopped", false]);
        expect(ends[0]).toMatchObject({ value: { kind: replaced ? "done" : "over" } });
        if (replaced) expect(await sql`select 1 from sessions where revoked_at is null`).toEqual([]);
        expect((await toldTo()).some((line) => line.startsWith("recovery-stopped"))).toBe(!replaced);
      }
    },
    60_000,
  );

  test("of two browsers that finish it one does, 20 times", async () => {
    for (let round = 0; round < 20; round += 1) {
      await reset();
      const link = await ripeLink(await newPerson());
      const handles = [await provedNumber(link, "07700 900998"), await provedNumber(link, "07700 900999")];
      const ends = await race(6, (index) => finish(handles[index % 2] ?? ""));
      const kinds = ends.map((end) => (end.status === "fulfilled" ? end.value.kind : "failed"));
      expect(kinds.toSorted()).toEqual(["done", ...Array(5).fill("over")]);
      const [phone] = await sql`select number from phones`;
      expect(phone?.number).toBe(kinds.indexOf("done") % 2 === 0 ? "+447700900998" : "+447700900999");
    }
  }, 60_000);
});
