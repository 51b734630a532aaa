export type Reply = {
  status: number;
  contentType?: string;
  body?: string;
  headers?: Record<string, string>;
};

export function json(status: number, value: unknown): Reply {
  return { status, contentType: "application/json", body: JSON.stringify(value) };
}

export function empty(status: number): Reply {
  return { status };
}
