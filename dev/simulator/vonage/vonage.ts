import { createRateLimit } from "../api/rate-limit";
import type { SimulatedService, World } from "../world";
import type { Account } from "./account";
import { type CredentialsCheck, createCredentialsCheck } from "./credentials";
import { createMessagesApi } from "./messages/api";
import { createOlderVerifyApi } from "./verify-v1/api";
import { createDelivery as createOlderDelivery } from "./verify-v1/delivery";
import { createNetworks } from "./verify-v1/networks";
import { createRequests } from "./verify-v1/requests";
import { createVerifyApi } from "./verify-v2/api";
import { createCallbackSigner } from "./verify-v2/callback-signature";
import { createCallbacks } from "./verify-v2/callbacks";
import { createDelivery } from "./verify-v2/delivery";
import { createTemplateStore } from "./verify-v2/templates/template-store";
import { createWorkflows } from "./verify-v2/workflows";

/** `publicKey` is PEM (SPKI). Callbacks are signed with `signatureSecret`, Basic credentials and all of v1 need `apiSecret`. */
export type VonageOptions = {
  applicationId: string;
  publicKey: string;
  apiKey?: string;
  apiSecret?: string;
  signatureSecret?: string;
};

/** What is missing to sign callbacks. */
export function lackingForCallbacks({ apiKey, signatureSecret }: VonageOptions): string | undefined {
  return apiKey === undefined || signatureSecret === undefined
    ? "vonage.apiKey and vonage.signatureSecret"
    : undefined;
}

function createOlderVerify(world: World, account: Account): SimulatedService {
  const networks = createNetworks(world.timeline);
  const deliver = createOlderDelivery({ ...world, networks });
  const requests = createRequests({ ...world, deliver });
  const rateLimit = createRateLimit(world.timeline);
  const api = createOlderVerifyApi({ requests, networks, switches: world.switches, rateLimit, account });
  const forget = () => {
    requests.clear();
    networks.clear();
  };
  return { apis: [api], running: requests.running, forget };
}

function createVerify(
  world: World,
  { applicationId, apiKey = "", signatureSecret = "" }: VonageOptions,
  checkCredentials: CredentialsCheck,
): SimulatedService {
  const signer = createCallbackSigner(signatureSecret, apiKey, applicationId);
  const callbacks = createCallbacks({ ...world, signer });
  const templates = createTemplateStore(world.timeline);
  const deliver = createDelivery({ ...world, templates });
  const workflows = createWorkflows({ ...world, deliver, callbacks });
  const verify = createVerifyApi({
    workflows,
    templates,
    switches: world.switches,
    rateLimit: createRateLimit(world.timeline),
    checkCredentials,
    origin: world.origin,
  });
  const forget = () => {
    workflows.clear();
    templates.clear();
  };
  return { apis: [verify], running: workflows.running, forget };
}

function createMessages(world: World, checkCredentials: CredentialsCheck): SimulatedService {
  const rateLimit = createRateLimit(world.timeline);
  const api = createMessagesApi({ ...world, rateLimit, checkCredentials });
  return { apis: [api], running: () => [], forget: () => {} };
}

/** Messages, and Verify in its two versions, which know nothing of each other's requests. */
export async function createVonage(world: World, options: VonageOptions): Promise<SimulatedService[]> {
  const checkCredentials = await createCredentialsCheck(options.publicKey, options.applicationId, options);
  return [
    createVerify(world, options, checkCredentials),
    createOlderVerify(world, options),
    createMessages(world, checkCredentials),
  ];
}
