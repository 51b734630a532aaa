import { createRateLimit } from "../api/rate-limit";
import type { SimulatedService, World } from "../world";
import { createMessagesApi } from "./messages/api";
import { createMessages } from "./messages/messages";
import { createWebhooks } from "./messages/webhooks";
import { createWebhookSigner } from "./webhook-signature";

/**
 * `signingKey` is an Ed25519 private key (PKCS#8, PEM), such as `generateKeyPairSync("ed25519")` makes;
 * `telnyxPublicKey` gives what the application needs. `callbackUrl` is the messaging profile's address.
 */
export type TelnyxOptions = { apiKey: string; signingKey: string; callbackUrl?: string };

/** Without options its API is there and lets nobody in. */
export function createTelnyx(world: World, options: TelnyxOptions | undefined): SimulatedService {
  const signer = options && createWebhookSigner(options.signingKey);
  const messages = createMessages({ ...world, webhooks: createWebhooks({ ...world, signer }) });
  const api = createMessagesApi({
    messages,
    switches: world.switches,
    rateLimit: createRateLimit(world.timeline),
    apiKey: options?.apiKey,
  });
  return { apis: [api], running: () => [], forget: () => {} };
}
