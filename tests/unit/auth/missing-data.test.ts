import { afterEach, expect, test, vi } from "vitest";
import { serveWith } from "../environment";

const list = "@/lib/auth/breached-passwords";
const plans = "libphonenumber-js/max";

const written: string[] = [];

/** What a start says, and with which code it ends; undefined where it goes on. The database is never asked. */
async function start(): Promise<Readonly<{ code: number | undefined; said: string }>> {
  serveWith();
  vi.doMock("@/db/queries/migrations", () => ({ isMigrated: async () => true }));
  vi.spyOn(process.stderr, "write").mockImplementation((text) => written.push(String(text)) > 0);
  vi.spyOn(process.stdout, "write").mockReturnValue(true);
  const exit = vi.spyOn(process, "exit").mockImplementation((code) => {
    throw new Error(`ended ${code}`);
  });
  const { prepareServer } = await import("@/lib/prepare");
  const ended = await prepareServer().then(
    () => undefined,
    () => Number(exit.mock.lastCall?.[0]),
  );
  return { code: ended, said: written.splice(0).join("") };
}

afterEach(() => {
  vi.restoreAllMocks();
  for (const module of [list, plans, "@/db/queries/migrations"]) vi.doUnmock(module);
  vi.resetModules();
});

const whole = await vi.importActual<typeof import("@/lib/auth/breached-passwords")>(list);
const damages = [
  ["is empty", () => ({ ...whole, sortedDigests: "" })],
  ["has lost its end", () => ({ ...whole, sortedDigests: whole.sortedDigests.slice(0, -4_000) })],
  ["has one wrong byte", () => ({ ...whole, sortedDigests: `B${whole.sortedDigests.slice(1)}` })],
  [
    "is missing",
    () => {
      throw new Error("Cannot find module");
    },
  ],
] as const;

test.each(damages)(
  "A list of leaked passwords that %s stops the start, and lets no password by (F-35)",
  async (_how, damaged) => {
    vi.doMock(list, damaged);
    const { code, said } = await start();
    expect(code).toBe(1);
    expect(said).toContain("the list of leaked passwords is missing or damaged: install and build again");
    const { isBreached } = await import("@/lib/auth/breached");
    await expect(isBreached("a sentence that nobody has leaked yet")).rejects.toThrow();
  },
);

test("Numbering plans that know no number stop the start (F-35)", async () => {
  vi.doMock(plans, async () => ({
    ...(await vi.importActual<object>(plans)),
    parsePhoneNumberWithError: () => {
      throw new Error("[libphonenumber-js] Unknown metadata");
    },
  }));
  expect(await start()).toMatchObject({ code: 1, said: expect.stringContaining("the numbering plans") });
});

test("With both it starts", async () => {
  expect(await start()).toEqual({ code: undefined, said: "" });
});
