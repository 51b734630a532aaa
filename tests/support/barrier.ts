/** Runs the same thing `count` times at once: every run is ready before any of them goes on. */
export async function race<T>(
  count: number,
  run: (index: number) => Promise<T>,
): Promise<PromiseSettledResult<T>[]> {
  const arrive = barrier(count);
  return Promise.allSettled(
    Array.from({ length: count }, async (_, index) => {
      await arrive();
      return run(index);
    }),
  );
}

/** Gives a function that resolves for all of its callers at the moment the last of `count` has called it. */
export function barrier(count: number): () => Promise<void> {
  let waiting = 0;
  let open: () => void = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return () => {
    waiting += 1;
    if (waiting >= count) open();
    return opened;
  };
}

/** Holds whoever waits for `opened` until `open` is called. */
export function gate(): Readonly<{ open: () => void; opened: Promise<void> }> {
  let open: () => void = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { open, opened };
}
