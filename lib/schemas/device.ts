import { z } from "zod";
import { policy } from "../policy";
import { decisions } from "./approval";
import { ownName } from "./text";

/** P-256: the uncompressed point, and the signature r‖s; both as WebCrypto gives them, in base64url. */
const publicKey = z.string().regex(/^B[\w-]{86}$/);
const signature = z.string().regex(/^[\w-]{86}$/);
const token = z.string().regex(/^[\w-]{22}$/);

/** As `PushSubscription.toJSON()` has it. */
export const subscriptionInput = z.strictObject({
  endpoint: z.url().max(1024),
  expirationTime: z.number().nullish(),
  keys: z.strictObject({ p256dh: publicKey, auth: z.string().regex(/^[\w-]{22}$/) }),
});

export type RenameField = keyof z.infer<typeof renameInput>;
export type Subscription = z.infer<typeof subscriptionInput>;

export const deviceName = ownName(policy.devices.nameLength, "Give this phone a name.");

export const renameInput = z.strictObject({ device: z.uuid(), name: deviceName });

/** Before: whose phone it would become. Then: the phone itself, with what shows that it has the key. */
export const enrolmentPost = z.discriminatedUnion("do", [
  z.strictObject({ do: z.literal("look"), token }),
  z.strictObject({ do: z.literal("enrol"), token, publicKey, name: deviceName, signature }),
]);

/** What an enrolled phone can ask for. `at`: milliseconds since 1970 when it was signed. */
export const devicePost = z.strictObject({
  device: z.uuid(),
  at: z.number().int(),
  what: z.discriminatedUnion("do", [
    z.strictObject({ do: z.literal("list"), about: z.uuid().nullable() }),
    z.strictObject({
      do: z.literal("decide"),
      id: z.uuid(),
      decision: z.enum(decisions),
      digits: z
        .string()
        .regex(/^\d{1,6}$/)
        .nullable(),
      signature,
    }),
    z.strictObject({ do: z.literal("subscribe"), subscription: subscriptionInput.nullable() }),
    z.strictObject({ do: z.literal("leave") }),
  ]),
});

export type DevicePost = z.infer<typeof devicePost>;
export type EnrolmentPost = z.infer<typeof enrolmentPost>;
