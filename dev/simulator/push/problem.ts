import { STATUS_CODES } from "node:http";
import { json, type Reply } from "../http/reply";

export type Refusal = { status: number; message: string };

/** Why a request is not taken, in the manner of Mozilla's service. */
export const problem = ({ status, message }: Refusal, more: Record<string, unknown> = {}): Reply =>
  json(status, { code: status, error: STATUS_CODES[status] ?? "Error", message, ...more });
