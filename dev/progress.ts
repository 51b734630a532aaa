const heartbeatSeconds = 20;

export const seconds = (from: number): string => `${((Date.now() - from) / 1000).toFixed(1)} s`;

/** Runs a step under its name: a line that counts the seconds on a terminal, a line now and then elsewhere. */
export async function step<T>(name: string, work: () => Promise<T>): Promise<T> {
  const from = Date.now();
  const live = process.stdout.isTTY === true;
  const show = (text: string) => process.stdout.write(live ? `\r\u001b[2K${text}` : `${text}\n`);
  show(live ? `  ${name} …` : `  ${name} …`);
  const timer = setInterval(
    () => show(`  ${name} … ${Math.round((Date.now() - from) / 1000)} s`),
    live ? 1000 : heartbeatSeconds * 1000,
  );
  let outcome = "failed";
  try {
    const result = await work();
    outcome = "done";
    return result;
  } finally {
    clearInterval(timer);
    show(`  ${name}: ${outcome} in ${seconds(from)}${live ? "\n" : ""}`);
  }
}

/** A block that cannot be missed. */
export function frame(lines: readonly string[]): string {
  const width = Math.max(...lines.map((line) => line.length));
  const rule = "─".repeat(width + 4);
  return [`┌${rule}┐`, ...lines.map((line) => `│  ${line.padEnd(width)}  │`), `└${rule}┘`].join("\n");
}
