import type { Removal } from "@/lib/factors/own";

const counted = (count: number, one: string, many: string): string[] => {
  if (count === 0) return [];
  return [count === 1 ? `one ${one}` : `${count} ${many}`];
};

/** What somebody still has that is stronger than a text, in words; null when that is nothing. */
export function leftWords({ left }: Pick<Removal, "left">): string | null {
  const parts = [
    ...counted(left.passkey, "passkey", "passkeys"),
    ...counted(left.phone, "phone that approves", "phones that approve"),
    ...counted(left.authenticator, "authenticator app", "authenticator apps"),
  ];
  const [last, ...before] = parts.reverse();
  if (last === undefined) return null;
  return before.length > 0 ? `${before.reverse().join(", ")} and ${last}` : last;
}
