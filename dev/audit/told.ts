import type { Verified } from "./check";
import { findingWords } from "./findings";

export const counted = (count: number, one: string): string => `${count} ${one}${count === 1 ? "" : "s"}`;

/** What was checked and found, in lines; the last one says whether it is right. */
export function toldOf(verified: Verified, keysKnown: boolean): string[] {
  const { findings, seals, rows, unsealed, erased, expired, first, head } = verified;
  return [
    ...findings.map(findingWords),
    `Checked ${counted(seals, "seal")} over ${counted(rows, "row")}.`,
    ...(first !== null && first !== "1" && findings.length === 0
      ? [`It begins at seal ${first}: what came before is not in it.`]
      : []),
    ...(expired
      ? [
          `The rows of ${counted(expired.count, "seal")}, up to seal ${expired.last}, were removed by retention, last on ${expired.at}.`,
        ]
      : []),
    ...(erased > 0 ? [`The personal data of ${counted(erased, "row")} were erased.`] : []),
    `${counted(unsealed, "row")} not sealed yet: nothing is known of ${unsealed === 1 ? "it" : "them"}.`,
    ...(keysKnown
      ? []
      : ["Without PASSWORD_PEPPERS nothing shows who made the seals: only that they agree."]),
    head ? `Head: ${head.hash} (seal ${head.number}, ${head.sealedAt})` : "Nothing was sealed yet.",
    findings.length === 0 ? "The audit is as it was sealed." : "The audit is NOT as it was sealed.",
  ];
}
