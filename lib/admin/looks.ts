import "server-only";

import { type Look, recordLook } from "@/db/queries/admin-looks";
import type { Session } from "../auth/session";
import { policy } from "../policy";
import type { Visitor } from "../visitor";

type What = Pick<Look, "event" | "outcome"> & Partial<Pick<Look, "userId" | "details">>;

/** Writes down what an administrator looks at, before it is shown; the same once an hour. */
export const look = ({ user }: Session, { browser, address }: Visitor, what: What): Promise<void> =>
  recordLook(
    { actorId: user.id, userId: null, details: {}, ...what, browser, address },
    policy.admin.lookSeconds,
  );
