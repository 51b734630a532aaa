import { describe, expect, test } from "vitest";
import { readCode } from "@/lib/factors/code-text";
import { recoveryCodeInput } from "@/lib/schemas/factor";

const CODE = "0123-4567-89AB-1DE0";

describe("a recovery code as people type it", () => {
  test.each([
    ["as it is shown", "0123-4567-89AB-1DE0"],
    ["with O for 0, and I and L for 1", "O123-4567-89AB-IDEO"],
    ["with small letters", "o123-4567-89ab-lde0"],
    ["without its dashes", "0123456789AB1DE0"],
    ["with spaces, tabs and line ends", " 0123 4567\t89AB\n1DE0 "],
    ["with other dashes", "0123–4567—89AB‑1DE0"],
    ["in full width", "０１２３－４５６７－８９ＡＢ－１ＤＥ０"],
    ["with no-break spaces", "0123\u00a04567\u00a089AB\u00a01DE0"],
  ])("%s", (_, typed) => {
    expect(readCode(typed)).toBe(CODE);
    expect(recoveryCodeInput.safeParse({ code: typed }).success).toBe(true);
  });

  test.each([
    ["nothing", ""],
    ["15 letters", CODE.slice(0, -1)],
    ["17 letters", `${CODE}0`],
    ["a U, which is none of its letters", CODE.replace("0", "U")],
    ["an exclamation mark", CODE.replace("0", "!")],
    ["a Cyrillic А", CODE.replace("A", "А")],
    ["an emoji", CODE.replace("A", "👍")],
    ["a ligature that becomes two letters", `${CODE.slice(0, -1)}ﬀ`],
    ["other words", "correct horse battery staple"],
    ["more than a field holds", " ".repeat(100) + CODE],
  ])("%s is none", (_, typed) => {
    expect(recoveryCodeInput.safeParse({ code: typed }).success).toBe(false);
  });
});
