import { createServer } from "node:net";

const attempts = 50;

/** `host` undefined asks for every interface. */
function canListen(port: number, host: string | undefined): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(true)));
  });
}

/** Both are asked: where one program holds the loopback address, some systems still grant the wildcard. */
async function isFree(port: number): Promise<boolean> {
  return (await canListen(port, "127.0.0.1")) && (await canListen(port, undefined));
}

/** The preferred port, or the next one that nothing listens on and `taken` does not hold. */
export async function choosePort(
  preferred: number,
  taken: readonly number[] = [],
  free: (port: number) => Promise<boolean> = isFree,
): Promise<number> {
  for (let port = preferred; port < preferred + attempts; port += 1) {
    if (!taken.includes(port) && (await free(port))) return port;
  }
  throw new Error(`No free port between ${preferred} and ${preferred + attempts - 1}: stop what uses them.`);
}

/** A port that the system picks; it may be gone when it is used, so its user tries again. */
export function anyPort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen({ port: 0, host: "127.0.0.1" }, () => {
      const address = server.address();
      server.close(() =>
        typeof address === "object" && address
          ? resolve(address.port)
          : reject(new Error("No port was given.")),
      );
    });
  });
}
