/**
 * Loaded into an application (`node --import`): its clock is off by COUNTERSIGN_CLOCK_SHIFT seconds. Not libfaketime,
 * which moves the timers of the event loop as well, needs a library for each system and is not on every machine:
 * a server whose clock is wrong has right timers.
 */
const shift = Number(process.env.COUNTERSIGN_CLOCK_SHIFT ?? 0) * 1000;
const Real = globalThis.Date;

class ShiftedDate extends Real {
  // Its own, not inherited: Next wraps the class once more and takes over what is its own.
  static UTC = Real.UTC;
  static parse = Real.parse;

  constructor(...given) {
    super(...(given.length === 0 ? [Real.now() + shift] : given));
  }

  static now() {
    return Real.now() + shift;
  }
}

if (Number.isFinite(shift) && shift !== 0) globalThis.Date = ShiftedDate;
