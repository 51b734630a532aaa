import { beforeEach, describe, expect, test, vi } from "vitest";
import { policy } from "@/lib/policy";
import { serveWith } from "./environment";

const set = vi.fn();
vi.mock("next/headers", () => ({ cookies: async () => ({ set }) }));

beforeEach(() => {
  set.mockClear();
  serveWith();
});

const kinds = [
  "login",
  "signup",
  "step-up",
  "phone-change",
  "reset",
  "action",
  "enrolment",
  "passkey",
] as const;

describe("A browser that is closed in the middle", () => {
  test.each(kinds)(
    "finds its %s again when it is opened: the cookie lives as long as the row (F-25)",
    async (kind) => {
      const { writeHandle } = await import("@/lib/flow-cookie");
      await writeHandle(kind, "h".repeat(43));
      expect(set).toHaveBeenCalledExactlyOnceWith(`__Host-countersign-${kind}`, "h".repeat(43), {
        httpOnly: true,
        secure: true,
        sameSite: "lax",
        path: "/",
        maxAge: policy[kind].lifeSeconds,
      });
    },
  );
});
