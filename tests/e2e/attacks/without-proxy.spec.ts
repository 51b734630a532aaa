import { nextAuthAttacks } from "./nextauth";
import { sessionAttacks } from "./sessions";
import { skippingAttacks } from "./skipping";
import { expect, test } from "./test";

// T-036: who may see what is decided by pages, actions and handlers alone.
test.use({ build: "without proxy" });

test("the application that these tests attack runs no proxy (T-036)", async ({ people }) => {
  const answer = await people.visitor().get("/login");
  expect(answer.status).toBe(200);
  expect(answer.headers["content-security-policy"]).toBeUndefined();
});

nextAuthAttacks();
skippingAttacks();
sessionAttacks();
