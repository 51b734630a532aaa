import { z } from "zod";
import { newPassword } from "./password";
import { line } from "./text";

export const resetInput = z.object({ identifier: line(254, "Enter your user name or e-mail address.") });
export const resetPasswordInput = z.object({ password: newPassword });

export type ResetField = keyof z.infer<typeof resetInput>;
