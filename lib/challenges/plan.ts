import type { MessagePlan } from "@/db/queries/logins";
import { policy, resendWaitSeconds } from "../policy";

/** Tries and times of the nth message of a flow. */
export const messagePlan = (number: number): MessagePlan => ({
  tries: policy.pin.tries,
  lifeSeconds: policy.pin.channelSeconds * policy.pin.workflow.length,
  resendSeconds: resendWaitSeconds(number),
});
