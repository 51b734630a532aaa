import { createRateLimit } from "../api/rate-limit";
import type { SimulatedService, World } from "../world";
import { type Browsers, createBrowsers } from "./browsers";
import { createMessagesApi } from "./messages-api";
import { createSubscriptionsApi } from "./subscriptions-api";

/** A push service together with the browsers behind it, which in reality only it can reach. */
export function createPush(world: World): SimulatedService & { browsers: Browsers } {
  const browsers = createBrowsers(world);
  const rateLimit = createRateLimit(world.timeline);
  return {
    browsers,
    // The second owns whatever is left of the prefix.
    apis: [
      createSubscriptionsApi({ ...world, browsers }),
      createMessagesApi({ ...world, browsers, rateLimit }),
    ],
    running: () => [],
    forget: () => browsers.forget(),
  };
}
