const signals = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 } as const;

type Stop = () => Promise<void> | void;

export interface Lifetime {
  /** Remembers how to stop something that was started; the last started is stopped first. */
  defer(stop: Stop): void;
  /** Stops everything, once, however often it is called. */
  end(): Promise<void>;
}

async function stopAll(stops: Stop[]): Promise<void> {
  for (let stop = stops.pop(); stop; stop = stops.pop()) {
    try {
      await stop();
    } catch (error) {
      console.error(error instanceof Error ? error.message : error);
    }
  }
}

/** Until its end a signal to stop ends whatever was started, in the right order, and only then the process. */
export function beginLifetime(farewell?: string): Lifetime {
  const stops: Stop[] = [];
  let ended: Promise<void> | undefined;
  let signalled = false;
  const end = () => {
    ended ??= stopAll(stops).then(() => {
      if (!signalled) for (const signal of Object.keys(signals)) process.off(signal, onSignal);
    });
    return ended;
  };
  // Once: a terminal and npm may both deliver the same Ctrl-C.
  function onSignal(signal: keyof typeof signals): void {
    if (signalled) return;
    signalled = true;
    if (farewell) console.log(`\n${farewell}`);
    void end().then(() => process.exit(signals[signal]));
  }
  for (const signal of Object.keys(signals)) process.on(signal, onSignal);
  return { defer: (stop) => stops.push(stop), end };
}
