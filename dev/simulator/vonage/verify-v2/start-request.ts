import { z } from "zod";
import { parseJson } from "../../http/exchange";
import { wireNumber } from "../../phone-number";
import { phone, sender } from "../fields";
import { type InvalidParameter, invalidParametersOf } from "./problems";

const code = z.string().regex(/^[A-Za-z0-9]{4,10}$/, "must be 4 to 10 letters or digits");
const reuse = z.boolean().optional();

const indian = z.string().min(1).max(20).optional();

const workflowItem = z.discriminatedUnion("channel", [
  z.object({
    channel: z.literal("silent_auth"),
    to: phone,
    redirect_url: z.url().optional(),
    coverage_check: z.boolean().optional(),
    mode: z.enum(["standard", "advanced"]).optional(),
    sandbox: z.boolean().optional(),
  }),
  z.object({
    channel: z.literal("sms"),
    to: phone,
    from: sender.optional(),
    entity_id: indian,
    content_id: indian,
    app_hash: z.string().length(11).optional(),
    reuse_code: reuse,
  }),
  z.object({ channel: z.literal("voice"), to: phone, reuse_code: reuse }),
  z.object({
    channel: z.literal("whatsapp"),
    to: phone,
    from: z.string().min(1).max(50),
    mode: z.enum(["otp_code", "zero_tap"]).optional(),
    reuse_code: reuse,
  }),
  z.object({ channel: z.literal("email"), to: z.email(), from: z.email().optional(), reuse_code: reuse }),
  z.object({
    channel: z.literal("rcs"),
    to: phone,
    from: z.string().min(1).max(15).optional(),
    reuse_code: reuse,
  }),
]);

const startRequest = z.object({
  brand: z.string().regex(/^[^/{}:$]{1,18}$/, "must be 1 to 18 characters without / { } : $"),
  workflow: z
    .array(workflowItem)
    .min(1)
    .max(3)
    .refine((items) => items.slice(1).every((item) => item.channel !== "silent_auth"), {
      message: "silent_auth must be the first step",
    }),
  locale: z
    .string()
    .regex(/^[a-z]{2,3}(-[a-z0-9]{2,4})?$/i)
    .default("en-us"),
  channel_timeout: z.number().int().min(15).max(900).default(180),
  client_ref: z
    .string()
    .regex(/^[A-Za-z0-9]{1,40}$/, "must be 1 to 40 letters or digits")
    .optional(),
  code_length: z.number().int().min(4).max(10).default(4),
  code: code.optional(),
  template_id: z.uuid().optional(),
  fraud_check: z.boolean().optional(),
});

export type StartRequest = z.output<typeof startRequest>;
export type WorkflowItem = StartRequest["workflow"][number];
export type Channel = WorkflowItem["channel"];

/** `token` is what silent authentication in its advanced mode gives instead of a code. */
const checkRequest = z.union([
  z.strictObject({ code }),
  z.strictObject({ token: z.string().min(1).max(2000) }),
]);

export type CheckRequest = z.output<typeof checkRequest>;

type Parsed<T> = { value: T } | { invalid: InvalidParameter[] };

export function parseStart(input: unknown): Parsed<StartRequest> {
  const result = startRequest.safeParse(input);
  return result.success ? { value: result.data } : { invalid: invalidParametersOf(result.error) };
}

export function parseCheck(input: unknown): Parsed<CheckRequest> {
  const result = checkRequest.safeParse(input);
  const reason = "must be 4 to 10 letters or digits, or a token in its place";
  return result.success ? { value: result.data } : { invalid: [{ name: "code", reason }] };
}

/** Whom a start is for, as far as that can be told before its fields are checked. */
export function numbersInStart(body: string): string[] {
  const parsed = z.object({ workflow: z.array(z.unknown()) }).safeParse(parseJson(body));
  if (!parsed.success) return [];
  return parsed.data.workflow.flatMap((item) => {
    const step = z.object({ to: z.string() }).safeParse(item);
    return step.success ? [wireNumber(step.data.to)] : [];
  });
}
