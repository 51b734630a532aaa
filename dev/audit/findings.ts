/** What is wrong with an audit. `seal` is a number; ids are of rows. */
export type Finding =
  | Readonly<{ kind: "changed" | "missing" | "added"; seal: string; ids: readonly string[] }>
  | Readonly<{ kind: "seal-missing"; seal: string; until: string }>
  | Readonly<{
      kind: "seal-changed" | "seal-order" | "list-changed" | "mac-wrong" | "expired-early";
      seal: string;
    }>
  | Readonly<{ kind: "key-unknown"; seal: string; keyId: string }>
  | Readonly<{ kind: "head-missing"; head: string }>
  | Readonly<{ kind: "cut-off" }>;

const MOST_IDS = 20;

function listed(ids: readonly string[]): string {
  const more = ids.length - MOST_IDS;
  return ids.slice(0, MOST_IDS).join(", ") + (more > 0 ? ` and ${more} more` : "");
}

/** One line of plain words. */
export function findingWords(finding: Finding): string {
  switch (finding.kind) {
    case "changed":
      return `CHANGED  rows ${listed(finding.ids)} of seal ${finding.seal} are not as they were sealed`;
    case "missing":
      return `MISSING  rows ${listed(finding.ids)} of seal ${finding.seal} are gone`;
    case "added":
      return `ADDED    rows ${listed(finding.ids)} were put among those of seal ${finding.seal} after it was made`;
    case "seal-missing":
      return finding.seal === finding.until
        ? `MISSING  seal ${finding.seal} is gone`
        : `MISSING  seals ${finding.seal} to ${finding.until} are gone`;
    case "seal-changed":
      return `CHANGED  seal ${finding.seal} is not as it was made`;
    case "seal-order":
      return `CHANGED  seal ${finding.seal} does not follow the one before it`;
    case "list-changed":
      return `CHANGED  the list of rows in seal ${finding.seal} is not the one that was sealed`;
    case "mac-wrong":
      return `FORGED   seal ${finding.seal} was not made by the application`;
    case "key-unknown":
      return `UNPROVED nothing shows that the application made seal ${finding.seal} and those before it: no entry of PASSWORD_PEPPERS has the id ${finding.keyId}`;
    case "expired-early":
      return `MISSING  the rows of seal ${finding.seal} were removed before their time`;
    case "head-missing":
      return `CUT OFF  no seal has the hash ${finding.head}: what came after it is gone, or the chain was made anew`;
    case "cut-off":
      return "CUT OFF  the file has no last line: it is not whole";
  }
}
