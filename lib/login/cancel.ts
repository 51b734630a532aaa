import "server-only";

import { advanceLogin } from "@/db/queries/logins";
import { hashSecret } from "../crypto";
import { transition } from "./machine";

/** Gives a pending login up. Its handle is worth nothing afterwards. */
export const cancelLogin = (handle: string): Promise<boolean> =>
  advanceLogin(hashSecret(handle), transition("cancelled"));
