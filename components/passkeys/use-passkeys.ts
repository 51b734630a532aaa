import { useSyncExternalStore } from "react";

const unchanging = () => () => {};

/** Whether this browser knows passkeys; null while nobody can tell: on the server, and without script for good. */
export const usePasskeys = (): boolean | null =>
  useSyncExternalStore<boolean | null>(
    unchanging,
    () => "PublicKeyCredential" in window,
    () => null,
  );
