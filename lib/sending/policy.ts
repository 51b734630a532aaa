/**
 * What messages may cost. Apart from `policy`, which browsers load too. `limits` can be changed by SEND_LIMITS under
 * the same names: messages for each number, account, address, prefix (a block of a thousand numbers) and country, and
 * in all; `address.numbers` are different numbers of one address in an hour, `conversion` is a percentage.
 * Sign-up, login, login by phone alone, and the confirmations of an account's owner (step-up, reset) count apart:
 * neither strangers nor a busy hour of one's own may use up what is needed to log in.
 */
export const sendPolicy = {
  limits: {
    "signup.number.hour": 5,
    "signup.number.day": 10,
    "signup.address.hour": 10,
    "signup.address.day": 30,
    "signup.address.numbers": 5,
    "signup.prefix.hour": 20,
    "signup.prefix.day": 60,
    "signup.country.hour": 100,
    "signup.country.day": 500,
    "signup.total.hour": 200,
    "signup.total.day": 1_000,
    "signup.conversion": 20,
    "phone.number.hour": 5,
    "phone.number.day": 10,
    "phone.address.hour": 10,
    "phone.address.day": 30,
    "phone.address.numbers": 5,
    "phone.prefix.hour": 20,
    "phone.prefix.day": 60,
    "phone.country.hour": 200,
    "phone.country.day": 1_000,
    "phone.total.hour": 500,
    "phone.total.day": 5_000,
    "phone.conversion": 20,
    "confirm.number.hour": 6,
    "confirm.number.day": 20,
    "confirm.account.hour": 6,
    "confirm.account.day": 20,
    "confirm.address.hour": 20,
    "confirm.address.day": 60,
    "confirm.address.numbers": 8,
    "confirm.prefix.hour": 100,
    "confirm.prefix.day": 500,
    "confirm.country.hour": 1_000,
    "confirm.country.day": 10_000,
    "confirm.total.hour": 2_000,
    "confirm.total.day": 20_000,
    "confirm.conversion": 20,
    "login.number.hour": 5,
    "login.number.day": 10,
    "login.account.hour": 5,
    "login.account.day": 10,
    "login.address.hour": 10,
    "login.address.day": 60,
    "login.address.numbers": 8,
    "login.prefix.hour": 100,
    "login.prefix.day": 500,
    "login.country.hour": 1_000,
    "login.country.day": 10_000,
    "login.total.hour": 2_000,
    "login.total.day": 20_000,
    "login.conversion": 20,
  },
  /** Healthy sites see 60 to 80 of a hundred PINs entered; see `conversion` for the least. */
  conversion: { least: 20, most: 100, withinSeconds: 86_400, settledAfterSeconds: 360 },
  /** From `address.numbers` on, each further number of that address has to wait so long after the one before. */
  manyNumbers: { withinSeconds: 3_600, waitSeconds: 300, most: 100 },
  /** Until a provider has told what a message to that country costs. */
  prices: {
    currency: "EUR",
    silent_auth: "0.03",
    sms: "0.06",
    voice: "0.08",
    whatsapp: "0.06",
    rcs: "0.06",
    email: "0.01",
  },
  alerts: { everySeconds: 3_600, timeoutMs: 3_000 },
} as const;

export type SendLimit = keyof typeof sendPolicy.limits;
