import { z } from "zod";
import { newUsername, ownEmail } from "./identity";

/** What an account needs besides its number. */
export const namesInput = z.object({ username: newUsername, email: ownEmail });

export type NamesField = keyof z.infer<typeof namesInput>;
