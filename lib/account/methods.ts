import type { Method } from "../auth/assurance";

const names: Record<Method, string> = {
  pwd: "password",
  sms: "PIN to the phone",
  swk: "approval on a phone",
};

/** "password and PIN to the phone"; empty when there are none. */
export const methodWords = (methods: readonly Method[]): string =>
  methods.map((method) => names[method]).join(" and ");
