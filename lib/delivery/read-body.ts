export type Body =
  | Readonly<{ kind: "whole"; bytes: Uint8Array }>
  /** `broken`: the sender went away. */
  | Readonly<{ kind: "too-large" | "too-slow" | "broken" }>;

export type BodyLimits = Readonly<{ bytes: number; milliseconds: number }>;

type Reader = ReadableStreamDefaultReader<Uint8Array>;

async function collect(reader: Reader, most: number): Promise<Body> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return { kind: "whole", bytes: Buffer.concat(chunks, size) };
    size += value.byteLength;
    if (size > most) return { kind: "too-large" };
    chunks.push(value);
  }
}

/**
 * The very bytes of a request, as many as are allowed and in the time that is allowed. The length that a sender
 * claims refuses early and is not relied on.
 */
export async function readBody(request: Request, limits: BodyLimits): Promise<Body> {
  if (Number(request.headers.get("content-length") ?? 0) > limits.bytes) return { kind: "too-large" };
  if (!request.body) return { kind: "whole", bytes: new Uint8Array() };
  const reader: Reader = request.body.getReader();
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Body>((resolve) => {
    timer = setTimeout(() => resolve({ kind: "too-slow" }), limits.milliseconds);
  });
  const body = await Promise.race([
    collect(reader, limits.bytes).catch((): Body => ({ kind: "broken" })),
    late,
  ]);
  clearTimeout(timer);
  // What is not read any more is not waited for either.
  if (body.kind !== "whole") reader.cancel().catch(() => {});
  return body;
}
