import type { StepRow } from "@/db/queries/steps";
import { pinView } from "@/lib/challenges/view";
import { policy } from "@/lib/policy";

const start = Date.UTC(2031, 4, 5, 6, 7, 8);
export const at = (seconds: number) => start + seconds * 1000;
export const iso = (seconds: number) => new Date(at(seconds)).toISOString();

export const eachSeconds = policy.pin.lifeSeconds / 2;
export const { lifeSeconds } = policy.pin;

/** A text sent 20 seconds ago, as the database tells it. */
const sent: StepRow = {
  asks: "pin",
  passkey: false,
  authenticator: false,
  approval: false,
  recoveryCodes: 0,
  flowState: "challenged",
  username: "Ada",
  userId: null,
  email: null,
  locale: null,
  sessionId: null,
  neutral: false,
  phone: "+447400123442",
  returnTo: null,
  lockedUntil: null,
  now: at(20),
  challengeId: "0d5a0c9e-7b1f-4d0e-9a54-3b0c2f7f9f11",
  number: 1,
  state: "sent",
  failure: null,
  provider: "vonage",
  workflow: ["sms", "voice"],
  channelSeconds: eachSeconds,
  step: 1,
  stepAt: at(0),
  callRefusedAt: null,
  checkUrl: null,
  tag: null,
  codeFor: null,
  ownCodes: 0,
  olderTags: [],
  notes: [],
  triesLeft: 3,
  sentAt: at(0),
  resendAt: at(30),
  expiresAt: at(lifeSeconds),
};

export const view = (changes: Partial<StepRow> = {}) => pinView({ ...sent, ...changes });
export const obstacle = (changes: Partial<StepRow>) => view(changes).obstacle;
