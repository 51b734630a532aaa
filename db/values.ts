import "server-only";

/** What somebody may read of what the server or the connection says: SQLSTATE or system code, and the constraint. */
const told = ["code", "constraint_name"] as const;

/** Name, message and those; `detail` and `where` of the server repeat what was in the row. */
function withoutDetails(error: Error): Error {
  const plain = new Error(error.message);
  plain.name = error.name;
  for (const name of told) if (name in error) Object.assign(plain, { [name]: Reflect.get(error, name) });
  return plain;
}

/**
 * A statement that failed, without its text and its values: whoever catches an error prints it, the framework too, and
 * values are numbers, addresses and hashes.
 */
class StatementError extends Error {
  constructor(cause: Error) {
    super(cause.message, { cause: withoutDetails(cause) });
    this.name = cause.name;
  }
}

/** The same promise, with errors that hold no values. */
export async function withoutValues<T>(running: PromiseLike<T>): Promise<T> {
  try {
    return await running;
  } catch (error) {
    throw error instanceof Error && "query" in error && error.cause instanceof Error
      ? new StatementError(error.cause)
      : error;
  }
}
