import type { Provider } from "../api/calls";

export type CallbackUrls = Partial<Record<Provider, string>>;
/** Null stops a service's callbacks, an absent one stays as it is. */
export type CallbackUrlsChange = Partial<Record<Provider, string | null | undefined>>;

export type Addresses = ReturnType<typeof createAddresses>;

/**
 * Where the application takes callbacks. It may become known only after the start; what happens before is not
 * posted. `lacking` names what a service still needs to sign them.
 */
export function createAddresses(lacking: Record<Provider, string | undefined>) {
  const urls: CallbackUrls = {};

  return {
    of: (service: Provider): string | undefined => urls[service],
    all: (): CallbackUrls => ({ ...urls }),
    set(change: CallbackUrlsChange) {
      for (const service of ["vonage", "telnyx"] as const) {
        const url = change[service];
        if (url === undefined) continue;
        if (url === null) {
          delete urls[service];
          continue;
        }
        const missing = lacking[service];
        if (missing) throw new Error(`Callbacks of ${service} need ${missing}, to be signed.`);
        urls[service] = new URL(url).href;
      }
    },
  };
}
