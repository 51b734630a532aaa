import { expect } from "vitest";
import { readStep } from "@/db/queries/steps";
import { sendAgain } from "@/lib/challenges/again";
import { pinView } from "@/lib/challenges/view";
import { flowRef } from "@/lib/flow-cookie";
import { cancelLogin } from "@/lib/login/cancel";
import { checkLoginPin } from "@/lib/login/check-pin";
import { type PhoneLoginOutcome, startPhoneLogin } from "@/lib/login/start-by-phone";
import { policy } from "@/lib/policy";
import type { Providers } from "@/lib/verify/provider";
import { testDatabase } from "../../support/database";
import { newPerson, type Person, visitor } from "../../support/people";
import { scriptedProvider } from "../../support/provider";
import { passTime } from "../../support/time";
import { allDone } from "./later";
import type { Script } from "./scripts";

/** A number that nobody has. */
export const NOBODY = "+447700900987";

type Played = Readonly<{ phone: string; script: Script; person: Person | null; providers: Providers }>;

/** Everything that somebody sees who knows a number and nothing else, in the order in which it is seen. */
export class Stranger {
  readonly seen: unknown[] = [];
  readonly #unsent: (() => Promise<unknown>)[] = [];

  constructor(readonly given: Played) {}

  /** What is to be sent goes out with `sent`, as the answer comes before. */
  async ask(address: string | null = visitor.address): Promise<string> {
    const { phone, providers } = this.given;
    const request = { country: "GB", phone, returnTo: "/account" };
    const from = { ...visitor, address };
    const outcome = await startPhoneLogin(request, from, providers, (work) => this.#unsent.push(work));
    this.seen.push(withoutHandle(outcome));
    return outcome.kind === "challenged" ? outcome.handle : "";
  }

  async sent(): Promise<void> {
    for (const work of this.#unsent.splice(0)) await work();
    await allDone();
  }

  async begin(address?: string | null): Promise<string> {
    const handle = await this.ask(address);
    await this.look(handle);
    await this.sent();
    await this.look(handle);
    return handle;
  }

  /** The page; times are in tens of seconds since its message was asked for. */
  async look(handle: string): Promise<void> {
    const step = await readStep(flowRef("login", handle), policy.factorFailures);
    if (!step) {
      this.seen.push("no page");
      return;
    }
    const { now, version, expiresAt, resendAt, next, ...rest } = pinView(step);
    const { sql } = await testDatabase();
    const [asked] = await sql<
      { at: Date }[]
    >`select created_at as at from challenges where id = ${step.challengeId}`;
    // Windows of an hour began with an earlier message: they are some milliseconds off.
    const since = (time: string) => Math.round((Date.parse(time) - (asked?.at.getTime() ?? 0)) / 10_000) * 10;
    this.seen.push({
      ...rest,
      phoneEnding: "..",
      tag: rest.tag === null ? null : "..",
      expiresAt: since(expiresAt),
      resendAt: resendAt === null ? null : since(resendAt),
      next: next && { ...next, at: since(next.at) },
      number: step.number,
      flowState: step.flowState,
    });
  }

  async type(handle: string, pin = "000000"): Promise<void> {
    const waits: boolean[] = [];
    const wait = async (milliseconds: number) => {
      // On a busy machine nothing may be left of it.
      waits.push(milliseconds <= policy.phoneLogin.answerAfterMs);
    };
    const outcome = await checkLoginPin(handle, pin, visitor, this.given.providers, wait);
    this.seen.push({ ...outcome, userId: null, waits });
    await this.look(handle);
  }

  async resend(handle: string): Promise<void> {
    await sendAgain(flowRef("login", handle), visitor, this.given.providers);
    await this.look(handle);
    await allDone();
    await this.look(handle);
  }

  async giveUp(handle: string): Promise<void> {
    this.seen.push(await cancelLogin(handle, this.given.providers));
    await allDone();
    await this.look(handle);
  }

  async wait(seconds: number, ...handles: string[]): Promise<void> {
    await passTime(seconds);
    for (const handle of handles) await this.look(handle);
  }

  /** What was counted and written down; of a message only that it was asked for. */
  async rows(): Promise<unknown> {
    const { sql } = await testDatabase();
    return {
      logins:
        await sql`select route, state, amr, return_to, place from logins where route = 'phone' order by created_at`,
      challenges: await sql`
        select c.purpose, c.number::int, c.phone is not null as phone, c.user_id, c.provider_request_id is null or l.user_id is not null as plausible
        from challenges c join logins l on l.id = c.login_id where l.route = 'phone' order by c.created_at`,
      throttles: await sql`select name, count from throttles order by name, count`,
      sends: await sql`select purpose, country, count(distinct challenge_id)::int from sends group by 1, 2`,
      audit: await sql`select event, outcome, factor, browser from audit order by id`,
      notices: await sql`select kind from notices`,
    };
  }
}

const withoutHandle = (outcome: PhoneLoginOutcome): unknown =>
  outcome.kind === "challenged" ? { ...outcome, handle: outcome.handle.length } : outcome;

/** The whole life of a login by phone, with everything that its page offers. */
export async function life(stranger: Stranger): Promise<void> {
  const handle = await stranger.begin();
  await stranger.wait(20, handle);
  await stranger.resend(handle);
  await stranger.type(handle);
  await stranger.type(handle, "12345");
  await stranger.wait(11, handle);
  await stranger.resend(handle);
  await stranger.type(handle);
  await stranger.wait(155, handle);
  for (let tries = 0; tries < 3; tries += 1) await stranger.type(handle);
  await stranger.resend(handle);
  await stranger.wait(200, handle);
  await stranger.type(handle);
}

type Scene = (stranger: Stranger) => Promise<void>;

/** `rows`: false where others leave rows too. `sends`: false where no provider is called with the known number either. */
type Given = Readonly<{ rows?: boolean; sends?: boolean }>;

/** A scene that takes a second longer waits a second less. */
const toTenSeconds = (seen: unknown): unknown =>
  JSON.parse(
    JSON.stringify(seen, (key, value: unknown) =>
      key === "retryAfterSeconds" && typeof value === "number" ? Math.round(value / 10) : value,
    ),
  );

/**
 * Plays the same scene with a number that has an account and with one that has none, and compares all that was seen,
 * counted and written. For the unknown number no provider was called.
 */
export async function sameForBoth(
  scene: Scene,
  make: () => Readonly<{ script: Script; providers?: Providers }> = () => ({ script: scriptedProvider() }),
  { rows = true, sends = true }: Given = {},
): Promise<void> {
  const { reset } = await testDatabase();
  const played: { seen: unknown; rows: unknown }[] = [];
  for (const known of [true, false]) {
    await reset();
    const person = known ? await newPerson() : null;
    const { script, providers = script.providers } = make();
    const stranger = new Stranger({ phone: person?.phone ?? NOBODY, script, person, providers });
    await scene(stranger);
    played.push({ seen: toTenSeconds(stranger.seen), rows: rows ? await stranger.rows() : null });
    const { starts, checks, cancelled, advanced, texts } = script;
    if (!known || !sends) expect([starts, checks, cancelled, advanced, texts].flat()).toEqual([]);
    else expect(starts).not.toEqual([]);
  }
  const [known, unknown] = played;
  expect(known).toEqual(unknown);
}
