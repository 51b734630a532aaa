import { z } from "zod";

/** What the operator's confirmation brings back in the address: 4 to 10 letters or digits, good for one try. */
export const silentInput = z.object({ code: z.string().regex(/^[A-Za-z0-9]{4,10}$/) });
