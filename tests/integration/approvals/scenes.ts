import { randomUUID } from "node:crypto";
import { databaseNow } from "@/db/queries/approvals";
import { beginApprovedLogin } from "@/db/queries/approved-logins";
import { approved } from "@/lib/approvals/action";
import { loginSubject, newApproval, type Subject } from "@/lib/approvals/request";
import { currentSession, type Session } from "@/lib/auth/session";
import { hashSecret, randomSecret } from "@/lib/crypto";
import { type LoginOutcome, startLogin } from "@/lib/login/start";
import { policy } from "@/lib/policy";
import { askPhonesToConfirm } from "@/lib/step-up/approve";
import { stepUpHandle } from "@/lib/step-up/confirm";
import { testDatabase } from "../../support/database";
import { newPerson, PASSWORD, type Person, visitor } from "../../support/people";
import { scriptedProvider } from "../../support/provider";
import { browseWith, nextHeaders, whatComesOf } from "../../support/requests";
import { newSession } from "../../support/sessions";
import { type Listed, newPhone, type Phone } from "./phone";

const { sql } = await testDatabase();

type Challenged = Extract<LoginOutcome, { kind: "challenged" }>;

/** Each login comes from elsewhere: what an address may do has tests of its own. */
let addresses = 0;

/** Types the right password, in a browser of its own unless it is named. */
export async function login(
  { username }: Pick<Person, "username">,
  browserHash: string | null = null,
  { providers } = scriptedProvider(),
): Promise<Challenged> {
  addresses += 1;
  const request = { identifier: username, password: PASSWORD, returnTo: null, browserHash };
  const outcome = await startLogin(
    request,
    { ...visitor, address: `198.51.100.${addresses % 250}` },
    providers,
  );
  if (outcome.kind !== "challenged") throw new Error(`The login was ${outcome.kind}`);
  return outcome;
}

/** A login that waits for the phone of its account, as its right password leaves it. */
export async function waitingLogin(
  { person, phone }: Readonly<{ person: Person; phone: Phone }>,
  browserHash: string | null = null,
) {
  const { id: userId, username } = person;
  const [id, handle] = [randomUUID(), randomSecret()];
  const { browser, address, place } = visitor;
  const asker = { purpose: "login", loginId: id, browserHash } as const;
  const approval = newApproval(asker, { userId, username }, loginSubject(), visitor, await databaseNow());
  const { refusal } = await beginApprovedLogin({
    id,
    handleHash: hashSecret(handle),
    browserHash,
    amr: "pwd",
    returnTo: null,
    browser,
    address,
    place,
    lifeSeconds: policy.login.lifeSeconds,
    state: "challenged",
    approval,
  });
  if (refusal) throw new Error(`No phone was asked: ${refusal}`);
  return { person, phone, handle, request: await phone.waiting(approval.id) };
}

/** The same for somebody new. */
export const newWaitingLogin = async (browserHash: string | null = null) =>
  waitingLogin(await withPhone(), browserHash);

export async function withPhone() {
  const person = await newPerson();
  await browseWith({ sid: null });
  return { person, phone: await newPhone(person) };
}

/** Somebody in a browser with a session, whose step-up waits for their phone. */
export async function waitingStepUp(given: Parameters<typeof newSession>[1] = { confirmed: 3_600 }) {
  const { person, phone } = await withPhone();
  const { session, id, sid } = await enteredAs(person, given);
  const handle = await stepUpHandle(session, "/account/username");
  const refusal = await askPhonesToConfirm(session, handle, visitor);
  if (refusal) throw new Error(`No phone was asked: ${refusal}`);
  return { person, phone, session, id, sid, handle, request: await phone.waiting() };
}

/** This browser is logged in from now on. */
export async function enteredAs(
  { id: userId }: Pick<Person, "id">,
  given?: Parameters<typeof newSession>[1],
) {
  const { id, sid } = await newSession(userId, given);
  await browseWith({ sid });
  const session = await currentSession();
  if (!session) throw new Error("Nobody is logged in");
  return { session, id, sid };
}

/** As if that much time had gone by since everything was asked. */
export const passTime = (seconds: number) => sql`
  update approvals set created_at = created_at - ${seconds} * interval '1 second',
    expires_at = expires_at - ${seconds} * interval '1 second', decided_at = decided_at - ${seconds} * interval '1 second'`;

export async function stateOf({ id }: Pick<Listed, "id">): Promise<string | undefined> {
  const [row] = await sql<{ state: string }[]>`select state from approvals where id = ${id}`;
  return row?.state;
}

export async function loginState(handle: string): Promise<string | undefined> {
  const [row] = await sql<
    { state: string }[]
  >`select state from logins where handle_hash = ${hashSecret(handle)}`;
  return row?.state;
}

export const states = async (): Promise<string[]> =>
  (await sql<{ state: string }[]>`select state from approvals order by created_at, id`).map(
    ({ state }) => state,
  );

export const audited = async (event: string): Promise<string[]> =>
  (await sql<{ outcome: string }[]>`select outcome from audit where event = ${event} order by id`).map(
    ({ outcome }) => outcome,
  );

export const noticed = async (kind: string): Promise<number> =>
  (await sql`select 1 from notices where kind = ${kind}`).length;

/** How often the database had to break off what waited for itself. */
export async function deadlocks(): Promise<number> {
  // What a connection has counted is told a moment later, unless it is asked to.
  await sql`select pg_stat_force_next_flush()`;
  const [row] = await sql<{ count: number }[]>`
    select deadlocks::int as count from pg_stat_database where datname = current_database()`;
  return row?.count ?? 0;
}

export const SUBJECT = {
  message: "Send money",
  details: [{ label: "Payee", value: "Jarod's vault" }],
  logo: "/galleon.svg",
} as const;
export const ACTION_PAGE = "/account/transfer";

/** What the action of a page leads to: where it was approved already, its approval. */
export const act = (session: Session, subject: Subject = SUBJECT, page = ACTION_PAGE, kept = {}) =>
  whatComesOf(approved(session, page, subject, kept));

/** An action in this session of somebody new that waits for their phone. */
export async function waitingAction(given?: Readonly<{ person: Person; phone: Phone }>) {
  const { person, phone } = given ?? (await withPhone());
  const entered = await enteredAs(person);
  const led = await act(entered.session);
  if (led !== "/account/approve") throw new Error(`No phone was asked: ${JSON.stringify(led)}`);
  return { person, phone, ...entered, handle: await ownHandle("action"), request: await phone.waiting() };
}

/** What this browser was given to name its flow. */
export const ownHandle = async (kind: string): Promise<string> =>
  (await nextHeaders.cookies()).get(`countersign-${kind}`)?.value ?? "";
