import { randomUUID } from "node:crypto";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { checkConfirmationPin } from "@/lib/confirmations/check-pin";
import { linkToken } from "@/lib/links";
import { checkLoginPin } from "@/lib/login/check-pin";
import { startPhoneLogin } from "@/lib/login/start-by-phone";
import { requestReset, startReset } from "@/lib/reset/reset";
import { checkSignupPin } from "@/lib/signup/finish";
import { stepUpHandle } from "@/lib/step-up/confirm";
import type { Providers } from "@/lib/verify/provider";
import { testDatabase } from "../../support/database";
import { loginAwaitingPin, type Person, signupAwaitingPin, visitor } from "../../support/people";
import { scriptedProvider } from "../../support/provider";
import { openPhoneChange } from "../account/changes";
import { own } from "../phone-login/scripts";
import { here, loggedIn, PAGE, sendPin } from "../step-up/browser";

vi.mock("next/headers", async () => (await import("../../support/requests")).nextHeaders);
// What is sent afterwards has tests of its own.
vi.mock("@/lib/notices/deliver", () => ({ noticesSoon: vi.fn() }));

const { sql, reset } = await testDatabase();
beforeEach(reset);

type Script = Readonly<{ providers: Providers; newest: () => string }>;

/** The provider makes a PIN for each request, and knows it by that request's id alone. */
function withProviderCodes(): Script {
  const script = scriptedProvider();
  const codes = new Map<string, string>();
  script.answers.start = async () => {
    const requestId = randomUUID();
    codes.set(requestId, String(100_000 + codes.size));
    return { kind: "sent", requestId, checkUrl: null };
  };
  script.answers.check = async () => {
    const { requestId, code } = script.checks.at(-1) ?? {};
    return code === codes.get(requestId ?? "") ? "approved" : "wrong";
  };
  return { providers: script.providers, newest: () => [...codes.values()].at(-1) ?? "" };
}

function withOwnCodes(): Script {
  const { providers, starts } = own();
  return { providers, newest: () => starts.at(-1)?.code ?? "" };
}

type Purpose = Readonly<{
  /** The handle of one whose message was sent to the person's number. */
  begin: (person: Person, script: Script) => Promise<string>;
  check: (handle: string, pin: string, providers: Providers) => Promise<{ kind: string }>;
}>;

const unhurried = async () => undefined;
const login = (handle: string, pin: string, providers: Providers) =>
  checkLoginPin(handle, pin, visitor, providers, unhurried);

const purposes: Readonly<Record<string, Purpose>> = {
  "sign-up": {
    begin: ({ phone }, { providers }) => signupAwaitingPin(providers, { phone }),
    check: (handle, pin, providers) => checkSignupPin(handle, pin, visitor, providers),
  },
  login: { begin: (person, { providers }) => loginAwaitingPin(person, providers), check: login },
  "login by phone": {
    begin: async ({ phone }, { providers }) => {
      const works: Promise<unknown>[] = [];
      const request = { country: "GB", phone, returnTo: null };
      const outcome = await startPhoneLogin(request, visitor, providers, (work) => works.push(work()));
      await Promise.all(works);
      return outcome.kind === "challenged" ? outcome.handle : "";
    },
    check: login,
  },
  "step-up": {
    begin: async (_, script) => {
      const session = await here();
      const handle = await stepUpHandle(session, PAGE);
      await sendPin(session, handle, { ...scriptedProvider(), providers: script.providers });
      return handle;
    },
    check: (handle, pin, providers) => checkConfirmationPin("step-up", handle, pin, visitor, providers),
  },
  "change of number": {
    begin: async ({ phone }, { providers }) =>
      (await openPhoneChange(await here(), phone, { ...scriptedProvider(), providers })).handle,
    check: (handle, pin, providers) => checkConfirmationPin("phone-change", handle, pin, visitor, providers),
  },
  reset: {
    begin: async ({ username }, { providers }) => {
      await requestReset(username, visitor);
      const [asked] = await sql<{ id: string }[]>`select id from confirmations where state = 'mailed'`;
      return (await startReset(linkToken("reset", asked?.id ?? ""), visitor, providers)) ?? "";
    },
    check: (handle, pin, providers) => checkConfirmationPin("reset", handle, pin, visitor, providers),
  },
};

const RIGHT = ["verified", "proved", "created", "taken"];
const all = Object.entries(purposes);

describe.each([
  ["the provider's PINs", withProviderCodes],
  ["own PINs", withOwnCodes],
])("With %s", (_, make) => {
  describe.each(all)("the PIN of a %s", (name, purpose) => {
    test.each(all.filter(([other]) => other !== name))(
      "is refused in a %s, whichever handle comes with it (T-017)",
      async (_other, other) => {
        const script = make();
        const { person } = await loggedIn();
        const theirs = await other.begin(person, script);
        const mine = await purpose.begin(person, script);
        const pin = script.newest();
        expect([theirs, mine]).not.toContain("");
        expect(await other.check(theirs, pin, script.providers)).toMatchObject({ kind: "wrong" });
        if (other.check !== purpose.check)
          expect(["closed", "over"]).toContain((await other.check(mine, pin, script.providers)).kind);
        expect(await sql`select 1 from sessions`).toHaveLength(1);
        // It was a good one all the time.
        expect(RIGHT).toContain((await purpose.check(mine, pin, script.providers)).kind);
      },
    );
  });
});
