import { WebAuthnError } from "@simplewebauthn/browser";
import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, test } from "vitest";
import { outcomeIn } from "@/components/passkeys/outcome";
import { PasskeyLogin } from "@/components/passkeys/passkey-login";
import { untouched } from "@/lib/forms/state";

const thrown = (error: unknown) => outcomeIn(() => Promise.reject(error));
const named = (name: string) => new DOMException("why", name);

describe("What comes of asking for a passkey", () => {
  test("is what the browser says, as text", async () => {
    expect(await outcomeIn(async () => ({ id: "abc" }))).toEqual({ answer: '{"id":"abc"}' });
  });

  test.each(["NotAllowedError", "AbortError"])(
    "is quiet when the person or the page leaves it (%s)",
    async (name) => {
      expect(await thrown(named(name))).toEqual({ left: true });
      const wrapped = new WebAuthnError({
        message: "why",
        code: "ERROR_CEREMONY_ABORTED",
        cause: named(name),
      });
      expect(await thrown(wrapped)).toEqual({ left: true });
    },
  );

  test.each([
    ["InvalidStateError", "has a passkey of your account already"],
    ["ConstraintError", "cannot keep passkeys"],
    ["NotSupportedError", "cannot keep passkeys"],
    ["SecurityError", "at this address"],
    ["UnknownError", "could not use a passkey"],
  ])("is told in plain words (%s)", async (name, words) => {
    expect(await thrown(named(name))).toEqual({ problem: expect.stringContaining(words) });
  });

  test("is told when nobody knows what it is", async () => {
    for (const error of [new Error("why"), "why", null])
      expect(await thrown(error)).toEqual({ problem: expect.stringContaining("could not use a passkey") });
  });
});

test("The button to log in with a passkey comes with script alone", () => {
  const html = renderToStaticMarkup(
    <PasskeyLogin action={async () => untouched} returnTo={null} renewSeconds={300} />,
  );
  expect(html).not.toContain("<button");
});
