import type { ApiFault, ApiOperation, DeliveryEffect, Faults } from "./faults";
import type { Switches } from "./switches";

/** Ours alone: no provider has such numbers. They count by their last three digits, and only when switched on. */
const deliveries: Readonly<Record<string, DeliveryEffect>> = {
  "981": { kind: "refuse" },
  "982": { kind: "block" },
  "983": { kind: "late", seconds: 20 },
};
const answers: Readonly<Record<string, number>> = { "984": 402, "985": 429, "986": 500 };

// The id of a subscription may end in the same digits.
const isPhone = (number: string) => /^\d{7,15}$/.test(number);

const sending = new Set<ApiOperation>(["start", "message"]);

/** Lets the numbers themselves bring faults; one that was asked for in so many words goes first. */
export function withMagicNumbers(faults: Faults, switches: () => Switches): Faults {
  const endings = (numbers: readonly string[]) =>
    switches().magicNumbers ? numbers.filter(isPhone).map((number) => number.slice(-3)) : [];

  function magicAnswer(operation: ApiOperation, numbers: readonly string[]): ApiFault | undefined {
    if (!sending.has(operation)) return undefined;
    const status = endings(numbers).flatMap((ending) => answers[ending] ?? [])[0];
    return status === undefined ? undefined : { operation: "any", effect: { kind: "answer", status } };
  }

  return {
    ...faults,
    takeApi: (operation, numbers) => faults.takeApi(operation, numbers) ?? magicAnswer(operation, numbers),
    takeDelivery: (number) =>
      faults.takeDelivery(number) ?? endings([number]).flatMap((ending) => deliveries[ending] ?? [])[0],
  };
}
