import type { Api } from "./api/api";
import type { Addresses } from "./callbacks/addresses";
import type { Courier } from "./callbacks/courier";
import type { Faults } from "./faults";
import type { Outbox } from "./outbox";
import type { Running } from "./running";
import type { Switches } from "./switches";
import type { Timeline } from "./timeline";

/** What every simulated service stands on. */
export type World = {
  timeline: Timeline;
  outbox: Outbox;
  faults: Faults;
  courier: Courier;
  addresses: Addresses;
  switches: () => Switches;
  changed: () => void;
  /** The simulator's own address; known once it listens. */
  origin: () => string;
};

/** A simulated service: what it answers, what it runs for which phone, and how it forgets. */
export type SimulatedService = {
  apis: readonly Api[];
  running: () => readonly Running[];
  forget: () => void;
};
