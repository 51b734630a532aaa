import type { Secrets } from "./secrets";
import { type Simulator, startSimulator } from "./simulator/server";

/** The simulated providers, with the keys that the application is given by `applicationEnvironment`. */
export const simulate = (secrets: Secrets, where: { port: number; host?: string }): Promise<Simulator> =>
  startSimulator({
    ...where,
    vonage: {
      applicationId: secrets.applicationId,
      publicKey: secrets.publicKey,
      apiKey: secrets.vonageApiKey,
      signatureSecret: secrets.vonageSignatureSecret,
    },
    telnyx: { apiKey: secrets.telnyxApiKey, signingKey: secrets.telnyxSigningKey },
    mail: { user: secrets.smtpUser, password: secrets.smtpPassword },
  });

/** Their callbacks and the handset's link to the phone go to the application once its address is known. */
export function callBack(simulator: Simulator, appUrl: string): void {
  const to = (provider: string) => new URL(`/api/webhooks/${provider}`, appUrl).href;
  simulator.control.setCallbackUrls({ vonage: to("vonage"), telnyx: to("telnyx") });
  simulator.control.setApplicationUrl(appUrl);
}
