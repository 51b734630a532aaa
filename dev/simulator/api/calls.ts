import type { ApiOperation } from "../faults";

/** Those that call back. */
export type Provider = "vonage" | "telnyx";
export type Service = Provider | "push";

/** One request that reached an API; `status` is null when the connection ended without an answer. */
export type ApiCall = {
  at: string;
  service: Service;
  method: string;
  path: string;
  operation: ApiOperation | "other";
  requestId?: string;
  number?: string;
  status: number | null;
};
