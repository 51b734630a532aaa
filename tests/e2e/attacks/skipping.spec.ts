import { nextAuthAttacks } from "./nextauth";
import { skippingAttacks } from "./skipping";

nextAuthAttacks();
skippingAttacks();
