import { z } from "zod";
import { typedNumber } from "./identity";
import { typedPassword } from "./password";

export const recoveryInput = z.object({ password: typedPassword, ...typedNumber });

export type RecoveryField = keyof z.infer<typeof recoveryInput>;
