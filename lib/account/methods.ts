import type { Method } from "../auth/assurance";

const names: Record<Method, string> = {
  pwd: "password",
  sms: "PIN to the phone",
  swk: "approval on a phone",
  otp: "code of an authenticator app",
  rec: "recovery code",
  pop: "passkey",
  uv: "",
};

/** "password and PIN to the phone"; empty when there are none. */
export const methodWords = (methods: readonly Method[]): string =>
  methods
    .map((method) => names[method])
    .filter(Boolean)
    .join(" and ");
