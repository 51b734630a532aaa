import { startRegistration } from "@simplewebauthn/browser";
import type { CreationOptions } from "@/lib/passkeys/options";
import { type Ceremony, outcomeIn } from "./outcome";

export const makePasskey = (optionsJSON: CreationOptions): Promise<Ceremony> =>
  outcomeIn(() => startRegistration({ optionsJSON }));
