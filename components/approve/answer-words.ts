import type { Decision } from "@/lib/schemas/approval";
import type { Answer } from "./phone/post";

export type AnswerWords = Readonly<{ tone: "success" | "notice" | "error"; title: string; text: string }>;

const states: Readonly<Record<string, AnswerWords>> = {
  approved: { tone: "success", title: "Approved", text: "Go on at the other screen: it has noticed." },
  denied: { tone: "notice", title: "Refused", text: "Nothing was done, and the other screen says so." },
  disowned: {
    tone: "notice",
    title: "Reported",
    text: "Nothing was done, and every browser was logged out of the account. Change your password: somebody may know it.",
  },
  exhausted: {
    tone: "error",
    title: "Wrong digits, three times",
    text: "The request is over. Ask again at the other screen.",
  },
  lapsed: { tone: "notice", title: "Too late", text: "The request is over: nobody answered it in time." },
  cancelled: {
    tone: "notice",
    title: "Not asked any more",
    text: "The other screen gave the request up, or asked again.",
  },
};

const unknown: AnswerWords = {
  tone: "notice",
  title: "Nothing to answer",
  text: "That request is not there any more.",
};

/** Where a request stands that does not wait any more. */
export const stateWords = (state: string | null): AnswerWords =>
  (state !== null && Object.hasOwn(states, state) ? states[state] : undefined) ?? unknown;

/** What became of an answer. */
export function answerWords(answer: Answer, decision: Decision): AnswerWords {
  switch (answer.kind) {
    case "decided":
      return stateWords(answer.state);
    case "over": {
      const { title, text } = stateWords(answer.state);
      return answer.state === decision
        ? stateWords(answer.state)
        : { tone: "notice", title, text: `It was over before your answer came. ${text}` };
    }
    case "removed":
      return {
        tone: "error",
        title: "This phone was removed",
        text: "It approves for that account no longer, so its answer was refused.",
      };
    default:
      return unknown;
  }
}
