import type { FlowRef } from "@/db/queries/challenges";

const pages: Readonly<Record<FlowRef["kind"], string>> = {
  login: "/login/pin",
  signup: "/signup/pin",
  "step-up": "/account/confirm/pin",
  "phone-change": "/account/phone/pin",
  reset: "/reset/pin",
  recovery: "/recover/pin",
};

/** Where the PIN of a flow is typed. */
export const pinPage = (kind: FlowRef["kind"]): string => pages[kind];
