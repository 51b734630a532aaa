import { z } from "zod";
import { typedPassword } from "./password";
import { line } from "./text";

export const loginInput = z.object({
  identifier: line(254, "Enter your user name or e-mail address."),
  password: typedPassword,
});

export type LoginField = keyof z.infer<typeof loginInput>;
