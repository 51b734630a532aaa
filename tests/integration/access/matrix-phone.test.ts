import { beforeEach, vi } from "vitest";
import { testDatabase } from "../../support/database";
import { testWay } from "./matrix";

vi.mock("next/headers", async () => (await import("../../support/requests")).nextHeaders);
vi.mock("next/server", async (real) => ({ ...(await real<object>()), connection: async () => undefined }));
vi.mock("next/cache", () => ({ revalidatePath: vi.fn() }));
vi.mock("@/lib/later", async () => (await import("../phone-login/later")).laterHere);
vi.mock("@/lib/verify/registry", async (real) => (await import("./providers")).scripted(await real()));
// What is sent afterwards has tests of its own.
vi.mock("@/lib/notices/deliver", () => ({ noticesSoon: vi.fn() }));
vi.mock("@/lib/approvals/push", () => ({ notifySoon: vi.fn() }));

// Before the environment is read.
process.env.SIGNUP_BY_PHONE = "1";
process.env.TRUSTED_BROWSER_DAYS = "7";

const { reset } = await testDatabase();
beforeEach(reset);

for (const way of ["phone", "phone-password"] as const) testWay(way);
