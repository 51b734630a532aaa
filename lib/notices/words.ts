import type { NoticeDetails } from "./details";

/** What can be done about a notice: say "this was not me", or use the link that it brings. */
type NoticeAnswer = "dispute" | "confirm" | "none";

export type NoticeWords = Readonly<{
  /** Nothing in it comes from people. */
  subject: string;
  /** Whole sentences. */
  what: (details: NoticeDetails) => string;
  /** What to do beside, or instead of, saying "this was not me". */
  advice?: string;
  /** One short sentence. */
  text: string;
  answer: NoticeAnswer;
}>;
