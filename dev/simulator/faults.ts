import { z } from "zod";
import { wireNumber } from "./phone-number";

const scope = { number: z.string().optional(), lasting: z.boolean().optional() };

const apiEffect = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("answer"),
    status: z.number().int().min(200).max(599),
    problem: z.record(z.string(), z.unknown()).optional(),
    body: z.string().optional(),
    contentType: z.string().optional(),
    retryAfterSeconds: z.number().min(0).optional(),
  }),
  z.strictObject({ kind: z.literal("delay"), milliseconds: z.number().min(0).max(120_000) }),
  z.strictObject({ kind: z.literal("hang") }),
  z.strictObject({ kind: z.literal("reset") }),
  z.strictObject({ kind: z.literal("malformed") }),
  z.strictObject({ kind: z.literal("html") }),
  z.strictObject({ kind: z.literal("empty") }),
  z.strictObject({
    kind: z.literal("redirect"),
    location: z.string(),
    status: z.literal([302, 307]).optional(),
  }),
]);

/** `message` is a text in words of one's own, `find` asks Telnyx for something by its id, `search` and `unblock` are Verify v1's, the rest is Verify's. */
const apiOperations = [
  "start",
  "check",
  "cancel",
  "next",
  "silent-auth",
  "template",
  "search",
  "unblock",
  "message",
  "find",
] as const;

/** A browser subscribes, the application pushes: the push service's own, which `any` leaves alone. */
const pushOperations = ["subscribe", "push"] as const;

const apiFault = z.strictObject({
  ...scope,
  operation: z.enum([...apiOperations, ...pushOperations, "any"]),
  /** `before`: nothing is handled. `after`: handled in full, and then the answer suffers. */
  when: z.enum(["before", "after"]).optional(),
  effect: apiEffect,
});

const deliveryFault = z.strictObject({
  ...scope,
  operation: z.literal("deliver"),
  effect: z.discriminatedUnion("kind", [
    z.strictObject({ kind: z.literal("refuse") }),
    z.strictObject({ kind: z.literal("drop") }),
    z.strictObject({ kind: z.literal("block") }),
    z.strictObject({ kind: z.literal("late"), seconds: z.number().min(0).max(3600) }),
  ]),
});

const mailEffect = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("answer"),
    status: z.number().int().min(400).max(599),
    text: z.string().optional(),
  }),
  z.strictObject({ kind: z.literal("hang") }),
  z.strictObject({ kind: z.literal("reset") }),
]);

const mailFault = z.strictObject({
  ...scope,
  operation: z.literal("mail"),
  /** `before`: as soon as the recipient is known. `after`: the mail was taken, and then the answer suffers. */
  when: z.enum(["before", "after"]).optional(),
  effect: mailEffect,
});

/** Strikes before the mail server has said a word, hence whomever the mail is for. */
const connectFault = z.strictObject({
  ...scope,
  number: z.undefined().optional(),
  operation: z.literal("connect"),
  effect: mailEffect,
});

/** What the phone's network says of silent authentication when `check_url` is opened. */
const confirmFault = z.strictObject({
  ...scope,
  operation: z.literal("confirm"),
  effect: z.strictObject({
    kind: z.literal("refuse"),
    reason: z.enum(["not-completed", "other-number", "unknown-operator", "not-cellular"]).optional(),
  }),
});

const callbackFault = z.strictObject({
  ...scope,
  operation: z.literal("callback"),
  effect: z.discriminatedUnion("kind", [
    z.strictObject({ kind: z.literal("duplicate") }),
    z.strictObject({ kind: z.literal("late"), seconds: z.number().min(0).max(3600) }),
    /** Before the answer to the request that caused it. */
    z.strictObject({ kind: z.literal("early") }),
    z.strictObject({ kind: z.literal("unsigned") }),
    z.strictObject({ kind: z.literal("tampered") }),
    z.strictObject({ kind: z.literal("drop") }),
  ]),
});

export const faultSchema = z.discriminatedUnion("operation", [
  apiFault,
  mailFault,
  connectFault,
  deliveryFault,
  confirmFault,
  callbackFault,
]);

/** Without `lasting` a fault strikes once; without `number` it strikes the first that comes. */
export type Fault = z.output<typeof faultSchema>;
export type ApiFault = z.output<typeof apiFault>;
export type MailEffect = z.output<typeof mailEffect>;
export type DeliveryEffect = z.output<typeof deliveryFault>["effect"];
export type ConfirmEffect = z.output<typeof confirmFault>["effect"];
export type CallbackEffect = z.output<typeof callbackFault>["effect"];
export type ApiOperation = Exclude<ApiFault["operation"], "any">;
export type ActiveFault = Fault & { id: string; struck: number };

export type Faults = ReturnType<typeof createFaults>;

const ofPush: ReadonlySet<ApiOperation> = new Set(pushOperations);

export function createFaults(changed: () => void) {
  let active: ActiveFault[] = [];
  let issued = 0;

  function take<T extends Fault>(matches: (fault: Fault) => fault is T, numbers: readonly string[]) {
    for (const fault of active) {
      if (!matches(fault)) continue;
      if (fault.number !== undefined && !numbers.includes(wireNumber(fault.number))) continue;
      fault.struck += 1;
      if (!fault.lasting) active = active.filter((other) => other !== fault);
      changed();
      return fault;
    }
    return undefined;
  }

  return {
    add(fault: Fault): string {
      issued += 1;
      const id = String(issued);
      active.push({ ...fault, id, struck: 0 });
      changed();
      return id;
    },
    list: (): readonly ActiveFault[] => active.map((fault) => ({ ...fault })),
    remove(id: string): boolean {
      const before = active.length;
      active = active.filter((fault) => fault.id !== id);
      changed();
      return active.length < before;
    },
    clear() {
      active = [];
      changed();
    },
    takeApi: (operation: ApiOperation, numbers: readonly string[]): ApiFault | undefined =>
      take(
        (fault): fault is ApiFault =>
          fault.operation === operation || (fault.operation === "any" && !ofPush.has(operation)),
        numbers,
      ),
    takeDelivery: (number: string): DeliveryEffect | undefined =>
      take((fault): fault is z.output<typeof deliveryFault> => fault.operation === "deliver", [number])
        ?.effect,
    takeMail: (when: "before" | "after", addresses: readonly string[]): MailEffect | undefined =>
      take(
        (fault): fault is z.output<typeof mailFault> =>
          fault.operation === "mail" && (fault.when ?? "before") === when,
        addresses,
      )?.effect,
    takeConnect: (): MailEffect | undefined =>
      take((fault): fault is z.output<typeof connectFault> => fault.operation === "connect", [])?.effect,
    takeConfirm: (number: string): ConfirmEffect | undefined =>
      take((fault): fault is z.output<typeof confirmFault> => fault.operation === "confirm", [number])
        ?.effect,
    takeCallback: (numbers: readonly string[]): CallbackEffect | undefined =>
      take((fault): fault is z.output<typeof callbackFault> => fault.operation === "callback", numbers)
        ?.effect,
  };
}
