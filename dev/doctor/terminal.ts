import { countResults, type Result, type Verdict } from "../../lib/doctor/check";

type Style = Readonly<{ mark: string; colour: number }>;

const styles: Readonly<Record<Verdict, Style>> = {
  right: { mark: "right", colour: 32 },
  note: { mark: "note", colour: 36 },
  warning: { mark: "look at", colour: 33 },
  wrong: { mark: "WRONG", colour: 31 },
  skipped: { mark: "skipped", colour: 2 },
};

const MARK = 9;
const TITLE = 22;
const WIDTH = 110;

const indent = " ".repeat(2 + MARK + TITLE);

/** Breaks at spaces; what has none stays whole. */
function wrapped(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= width)
      lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}

function marked(verdict: Verdict, colours: boolean): string {
  const { mark, colour } = styles[verdict];
  const shown = mark.padEnd(MARK);
  return colours ? `\u001b[${colour}m${shown}\u001b[0m` : shown;
}

function linesOf(result: Result, colours: boolean): string[] {
  const [first = "", ...more] = wrapped(result.told, WIDTH - indent.length);
  const cure = "cure" in result ? wrapped(result.cure, WIDTH - indent.length - 2) : [];
  return [
    `  ${marked(result.verdict, colours)}${result.title.padEnd(TITLE)}${first}`,
    ...more.map((line) => indent + line),
    ...cure.map((line, index) => `${indent}${index === 0 ? "→ " : "  "}${line}`),
  ];
}

/** What was not looked at for one reason stands together. */
function skippedLines(results: readonly Result[], colours: boolean): string[] {
  const reasons = [...new Set(results.map(({ told }) => told))];
  return reasons.flatMap((reason) => {
    const titles = results.filter(({ told }) => told === reason).map(({ title }) => title);
    const [first = "", ...more] = wrapped(`${titles.join(", ")}: ${reason}`, WIDTH - 2 - MARK);
    return [`  ${marked("skipped", colours)}${first}`, ...more.map((line) => " ".repeat(2 + MARK) + line)];
  });
}

function matterLines(results: readonly Result[], colours: boolean): string[] {
  const looked = results.filter(({ verdict }) => verdict !== "skipped");
  const skipped = results.filter(({ verdict }) => verdict === "skipped");
  return [...looked.flatMap((result) => linesOf(result, colours)), ...skippedLines(skipped, colours)];
}

/** What was found, by matter, with the cure under what is not right. */
export function report(results: readonly Result[], colours: boolean): string {
  const matters = [...new Set(results.map(({ matter }) => matter))];
  const blocks = matters.map((matter) => {
    const own = results.filter((result) => result.matter === matter);
    return [matter, ...matterLines(own, colours)].join("\n");
  });
  return `${blocks.join("\n\n")}\n`;
}

/** Nobody who was sent to a file or said no to colours gets any (no-color.org). */
export const wantsColours = (terminal: boolean, noColour: string | undefined): boolean =>
  terminal && !noColour;

export function exitCode(results: readonly Result[], strict: boolean): 0 | 1 {
  const { warnings, wrong } = countResults(results);
  return wrong > 0 || (strict && warnings > 0) ? 1 : 0;
}
