import type { ApiOperation } from "../../faults";

/** One request that reached the API; `status` is null when the connection ended without an answer. */
export type ApiCall = {
  at: string;
  method: string;
  path: string;
  operation: ApiOperation | "other";
  requestId?: string;
  number?: string;
  status: number | null;
};
