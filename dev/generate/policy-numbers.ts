import { policy } from "../../lib/policy";

type Rows = readonly (readonly [what: string, howMuch: string])[];

const units = [
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
  ["second", 1],
] as const;

/** In the largest unit that leaves no rest. */
function time(seconds: number): string {
  const [unit, size] = units.find(([, one]) => seconds % one === 0) ?? (["second", 1] as const);
  const count = seconds / size;
  return `${count} ${unit}${count === 1 ? "" : "s"}`;
}

const session = (aal: 1 | 2): string => {
  const { absoluteSeconds, idleSeconds } = policy.session[aal];
  return `${time(absoluteSeconds)}, or ${time(idleSeconds)} without use`;
};

const throttleNames: Readonly<Record<keyof typeof policy.throttles, string>> = {
  loginByAccountAndAddress: "Wrong passwords, by account and address",
  loginByAccount: "Wrong passwords, by account",
  loginByAddress: "Wrong passwords, by address",
  loginByKnownBrowser: "The same in a browser that the account knows, in their place",
  signupByAddress: "Sign-ups, by address",
  phoneLoginByNumber: "Logins by phone, by number",
  phoneLoginByAddress: "Logins by phone, by address",
  phoneLoginPins: "Wrong PINs of logins by phone, by number",
  resetByAccount: "Resets, by account",
  resetByAddress: "Resets, by address",
  passwordByAccount: "Wrong passwords inside an account",
  pollsByFlow: "Questions of a browser that waits for a phone",
  enrolmentsByAccount: "Enrolments, by account",
  phoneChangesByAccount: "Changes of the number, by account",
  emailChangesByAccount: "Changes of the e-mail address, by account",
  passkeyByAddress: "Logins by passkey, by address",
  recoveriesByAccount: "Recoveries, by account",
  recoveriesByAddress: "Recoveries, by address",
};

const throttles: Rows = Object.entries(throttleNames).map(([name, title]) => {
  const { limit, seconds } = policy.throttles[name as keyof typeof policy.throttles];
  return [title, `${limit} in ${time(seconds)}`];
});

const { pin, factorFailures, approval, password, recoveryCodes, recovery, phone } = policy;

/** What a reader of the policy asks for first; the rest is in lib/policy.ts. */
export const numbers: readonly Readonly<{ title: string; rows: Rows }>[] = [
  {
    title: "What is typed",
    rows: [
      ["Password", `${password.minCodePoints} to ${password.maxCodePoints} characters of any kind`],
      ["PIN", `${pin.digits} digits, ${pin.tries} tries, ${time(pin.lifeSeconds)}`],
      ["Further messages of one login", `after ${pin.resendAfter.join(", ")} seconds`],
      [
        "Digits of an approval",
        `${approval.digits} digits, ${approval.tries} tries, ${time(approval.lifeSeconds)}`,
      ],
      [
        "Code of an authenticator app",
        `${policy.authenticator.digits} digits, new every ${time(policy.authenticator.stepSeconds)}`,
      ],
      ["Recovery codes", `${recoveryCodes.count}, each good once`],
    ],
  },
  {
    title: "How long things last",
    rows: [
      ["Session at AAL1", session(1)],
      ["Session at AAL2", session(2)],
      ["Sessions of one account", `${policy.session.most}`],
      ["Confirmed just now", time(policy.session.stepUpFreshSeconds)],
      ["A login on its way", time(policy.login.lifeSeconds)],
      ["A sign-up on its way", time(policy.signup.lifeSeconds)],
      ["The link of a reset", time(policy.reset.linkSeconds)],
      ["The link that confirms an address", time(policy["email-change"].linkSeconds)],
      ["A link that enrols a phone", time(policy.enrolment.lifeSeconds)],
      ["What was approved, to be done within", time(approval.useWithinSeconds)],
      [
        "The wait of a recovery, and its link after that",
        `${time(recovery.waitSeconds)}, ${time(recovery.openSeconds)}`,
      ],
      ["A new number resets nothing for", time(phone.settlesAfterSeconds)],
      ["A number without use opens nothing alone after", time(phone.sleepsAfterSeconds)],
      ["A notice can be answered for", time(policy.notices.disputeSeconds)],
      ["Changes are frozen after that for", time(policy.notices.freezeSeconds)],
    ],
  },
  {
    title: "Wrong second factors of an account, in a row",
    rows: [
      [
        `From the ${factorFailures.delayAt}th`,
        `a wait of ${time(factorFailures.firstDelaySeconds)} that doubles`,
      ],
      [`At the ${factorFailures.closeAt}th`, "no more are taken"],
    ],
  },
  {
    title: "Requests to a phone that approves, which were not approved",
    rows: approval.mostIn.map(({ seconds, requests }) => [`In ${time(seconds)}`, `${requests}`]),
  },
  { title: "Limits", rows: throttles },
];
