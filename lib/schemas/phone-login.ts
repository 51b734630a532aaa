import { z } from "zod";
import { typedNumber } from "./identity";

export const phoneLoginInput = z.object(typedNumber);

export type PhoneLoginField = keyof z.infer<typeof phoneLoginInput>;
