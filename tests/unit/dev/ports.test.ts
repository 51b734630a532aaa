import { createServer } from "node:net";
import { expect, test } from "vitest";
import { anyPort, choosePort } from "../../../dev/ports";

const freeExcept =
  (...used: number[]) =>
  async (port: number) =>
    !used.includes(port);

test("The preferred port is chosen when it is free", async () => {
  expect(await choosePort(3000, [], freeExcept())).toBe(3000);
});

test("The next port is chosen when the preferred one is in use or promised to something else", async () => {
  expect(await choosePort(3000, [3002], freeExcept(3000, 3001))).toBe(3003);
});

test("A machine without a free port is told so", async () => {
  await expect(choosePort(3000, [], async () => false)).rejects.toThrow("No free port between 3000 and 3049");
});

test("A port on which something listens, be it on the loopback address only, is not free", async () => {
  const port = await anyPort();
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  try {
    expect(await choosePort(port)).not.toBe(port);
  } finally {
    server.close();
  }
});
