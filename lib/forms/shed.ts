import "server-only";

import { headers } from "next/headers";
import { SHED_HEADER } from "../overload";

/** Whether proxy.ts has found that this post comes at a bad moment: its answer has the status 503 already. */
export const isShed = async (): Promise<boolean> => (await headers()).has(SHED_HEADER);
