import { z } from "zod";
import { typedPassword } from "./password";

/** The password of whoever is known already. */
export const ownPasswordInput = z.object({ password: typedPassword });

export type OwnPasswordField = keyof z.infer<typeof ownPasswordInput>;
