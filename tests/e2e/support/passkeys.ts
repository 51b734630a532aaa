import { type CDPSession, expect, type Page } from "@playwright/test";
import { onPage } from "../pages";

export const PASSKEYS = "/account/security/passkeys";

/** A device of Chromium's own making that keeps passkeys for one page, and answers when it is touched. */
export async function deviceWithPasskeys(page: Page) {
  const devtools: CDPSession = await page.context().newCDPSession(page);
  await devtools.send("WebAuthn.enable");
  const { authenticatorId } = await devtools.send("WebAuthn.addVirtualAuthenticator", {
    options: {
      protocol: "ctap2",
      transport: "internal",
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: false,
    },
  });
  const touched = (enabled: boolean) =>
    devtools.send("WebAuthn.setAutomaticPresenceSimulation", { authenticatorId, enabled });
  return {
    /** Whether its owner shows the right finger. */
    knows: (isUserVerified: boolean) =>
      devtools.send("WebAuthn.setUserVerified", { authenticatorId, isUserVerified }),
    /** The finger rests on it until `meanwhile` is over. */
    async touch<T>(meanwhile: () => Promise<T>): Promise<T> {
      await touched(true);
      try {
        return await meanwhile();
      } finally {
        await touched(false);
      }
    },
    async passkeys(): Promise<number> {
      const { credentials } = await devtools.send("WebAuthn.getCredentials", { authenticatorId });
      return credentials.length;
    },
  };
}

type Device = Awaited<ReturnType<typeof deviceWithPasskeys>>;

/** From the list of a person who has just signed up, and so needs no step-up. */
export async function addPasskey(page: Page, device: Device, name: string): Promise<void> {
  await page.goto(PASSKEYS);
  await page.getByRole("button", { name: /^Add (a|another) passkey$/ }).click();
  await page.getByLabel("Name of this passkey").fill(name);
  await device.touch(async () => {
    await onPage(page).press("Make the passkey");
    await expect(page.getByText("The passkey is added")).toBeVisible();
  });
}

/** A browser that suggests no passkeys: a device that is touched would answer before a button is pressed. */
export const withoutSuggestions = (page: Page): Promise<unknown> =>
  page.addInitScript(() => {
    // Not on the empty page before the first.
    if ("PublicKeyCredential" in window)
      PublicKeyCredential.isConditionalMediationAvailable = async () => false;
  });
