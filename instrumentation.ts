/**
 * Runs once before the server answers anything. A wrong configuration or an old database stops it with a
 * message that names the cure; the errors of requests go to the log with their reference.
 */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME !== "nodejs") return;
  const { prepareServer } = await import("./lib/prepare");
  await prepareServer();
}

export async function onRequestError(
  error: unknown,
  request: Readonly<{ path: string; method: string }>,
): Promise<void> {
  if (process.env.NEXT_RUNTIME !== "nodejs") return;
  const { describeError, log } = await import("./lib/log");
  const digest = error instanceof Error && "digest" in error ? String(error.digest) : undefined;
  const [path] = request.path.split("?");
  log("error", "request.failed", { ...describeError(error), digest, method: request.method, path });
}
