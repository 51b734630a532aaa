import { type ActiveFault, type Fault, type Faults, faultSchema } from "../faults";
import type { Message, Outbox } from "../outbox";
import { wireNumber } from "../phone-number";
import { defaultSwitches, type Switches, switchesSchema } from "../switches";
import type { Timeline } from "../timeline";
import type { CallbackAttempt, Callbacks } from "../vonage/verify-v2/callbacks";
import type { ApiCall } from "../vonage/verify-v2/calls";
import { numbersOf, runningStep } from "../vonage/verify-v2/verification";
import type { Workflows } from "../vonage/verify-v2/workflows";

/** What tests and the handset may do. Numbers are taken with or without a plus; times are ISO 8601. */
export type Control = {
  /** What arrived on this phone, oldest first. */
  messagesFor(number: string): readonly Message[];
  latestCode(number: string): string | undefined;
  /** Everything sent, also what was dropped, refused or is still late. */
  outbox(): readonly Message[];
  calls(): readonly ApiCall[];
  callbacks(): readonly CallbackAttempt[];
  /** Resolves once no callback is on its way. */
  callbacksSettled(): Promise<void>;
  fault(rule: Fault): string;
  faults(): readonly ActiveFault[];
  removeFault(id: string): boolean;
  clearFaults(): void;
  /** Moves only the simulator's time, runs what falls due, and waits for the callbacks of it. */
  advanceSeconds(seconds: number): Promise<void>;
  /** Moves time to the end of this number's running step; false when nothing runs for it. */
  advanceToNextStep(number: string): Promise<boolean>;
  /** Runs what is due after a test moved an injected clock by itself. */
  settle(): Promise<void>;
  switches(): Switches;
  setSwitches(change: Partial<Switches>): Switches;
  answerCall(messageId: string): boolean;
  hangUp(messageId: string): boolean;
  clearPhone(number: string): void;
  reset(): void;
};

export type ControlParts = {
  timeline: Timeline;
  outbox: Outbox;
  faults: Faults;
  callbacks: Callbacks;
  workflows: Workflows;
  calls: ApiCall[];
  switches: { current: Switches };
  changed: () => void;
};

export function createControl(parts: ControlParts): Control {
  const { timeline, outbox, faults, callbacks, workflows, calls, switches, changed } = parts;

  function messagesFor(number: string) {
    timeline.settle();
    const to = wireNumber(number);
    return outbox.all().filter((message) => message.to === to && message.delivery === "arrived");
  }

  async function advance(milliseconds: number) {
    // A callback whose answer is still awaited may yet ask for a retry within the time that is skipped.
    await callbacks.settled();
    timeline.advance(milliseconds);
    changed();
    await callbacks.settled();
  }

  return {
    messagesFor,
    latestCode: (number) => messagesFor(number).at(-1)?.code,
    outbox: () => outbox.all(),
    calls: () => calls.map((call) => ({ ...call })),
    callbacks: () => callbacks.attempts(),
    callbacksSettled: () => callbacks.settled(),
    fault: (rule) => faults.add(faultSchema.parse(rule)),
    faults: () => faults.list(),
    removeFault: (id) => faults.remove(id),
    clearFaults: () => faults.clear(),
    advanceSeconds: (seconds) => advance(seconds * 1000),
    async advanceToNextStep(number) {
      const to = wireNumber(number);
      const verification = workflows.live().find((one) => numbersOf(one).includes(to));
      const step = verification && runningStep(verification);
      if (step?.startedAt === undefined) return false;
      await advance(Math.max(0, step.startedAt + step.seconds * 1000 - timeline.now()));
      return true;
    },
    settle: () => advance(0),
    switches: () => ({ ...switches.current }),
    setSwitches(change) {
      switches.current = switchesSchema.parse({ ...switches.current, ...change });
      changed();
      return { ...switches.current };
    },
    answerCall: (id) => outbox.answer(id),
    hangUp: (id) => outbox.hangUp(id),
    clearPhone: (number) => outbox.clear(number),
    reset() {
      callbacks.stop();
      workflows.clear();
      timeline.clear();
      faults.clear();
      calls.length = 0;
      switches.current = defaultSwitches();
      outbox.clear();
    },
  };
}
