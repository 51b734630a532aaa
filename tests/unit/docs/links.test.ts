import { dirname, join, normalize } from "node:path";
import { describe, expect, test } from "vitest";
import { exists, pages, readText } from "./markdown";

/** As GitHub names a heading. */
const anchorOf = (heading: string): string =>
  heading
    .replace(/\[([^\]]*)\]\([^)]*\)/g, "$1")
    .replace(/[`*]/g, "")
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, "")
    .replace(/\s/g, "-");

const withoutCode = (text: string): string => text.replace(/^ *```[\s\S]*?^ *```/gm, "");

const anchorsOf = (text: string): readonly string[] =>
  [...withoutCode(text).matchAll(/^#{1,6} (.+)$/gm)].map(([, heading = ""]) => anchorOf(heading));

const targetsOf = (text: string): readonly string[] => {
  const plain = withoutCode(text).replace(/`[^`\n]*`/g, "");
  const linked = [...plain.matchAll(/\]\(([^)\s]+)\)/g), ...plain.matchAll(/\b(?:src|srcset)="([^"]+)"/g)];
  return linked.map(([, target = ""]) => target).filter((target) => !/^(https?|mailto):/.test(target));
};

describe.each(pages)("%s", (page) => {
  const text = readText(page);

  test("leads to pages, files and headings that exist", () => {
    const broken = targetsOf(text).filter((target) => {
      const [file = "", anchor] = target.split("#");
      const path = file === "" ? page : normalize(join(dirname(page), decodeURI(file)));
      if (!exists(path)) return true;
      return anchor !== undefined && path.endsWith(".md") && !anchorsOf(readText(path)).includes(anchor);
    });
    expect(broken).toEqual([]);
  });

  test("has no two headings of one name", () => {
    const anchors = anchorsOf(text);
    expect(anchors.filter((anchor, at) => anchors.indexOf(anchor) !== at)).toEqual([]);
  });
});

test("every page is found from the index, and the index from the front page", () => {
  const index = targetsOf(readText("docs/README.md")).map((target) => normalize(join("docs", target)));
  const others = pages.filter((page) => page.startsWith("docs/") && page !== "docs/README.md");
  expect(others.filter((page) => !index.includes(page))).toEqual([]);
  expect(targetsOf(readText("README.md"))).toContain("docs/README.md");
});
