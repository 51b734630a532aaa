import "server-only";

import { z } from "zod";

export type TakenField = "username" | "email" | "phone";

const conflict = z.object({ code: z.literal("23505"), constraint_name: z.string() });
const wrapped = z.object({ cause: conflict }).transform(({ cause }) => cause);

const fields: Record<string, TakenField> = {
  users_username_key_unique: "username",
  users_username_skeleton_unique: "username",
  users_email_key_unique: "email",
  phones_number_unique: "phone",
};

/** Which field of an account is somebody else's already, of what a statement threw; null for any other fault. */
export function takenField(error: unknown): TakenField | null {
  const parsed = z.union([conflict, wrapped]).safeParse(error);
  return parsed.success ? (fields[parsed.data.constraint_name] ?? null) : null;
}
