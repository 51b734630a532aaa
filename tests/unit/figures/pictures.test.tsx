import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, test } from "vitest";
import { Bars } from "@/components/figures/bars";
import { Trend } from "@/components/figures/trend";
import type { BarsPicture, TrendPicture } from "@/lib/figures/pictures";

const trend = (values: readonly (readonly number[])[], most: number): TrendPicture => ({
  id: "logins",
  title: "Logins",
  note: "Sessions of each day.",
  days: (values[0] ?? []).map((_, index) => `${index + 1} Nov`),
  series: values.map((line, index) => ({
    label: `Line ${index + 1}`,
    values: line,
    shown: line.map((value) => `${value} logins`),
  })),
  most,
  mostShown: String(most),
});

const bars = (lines: BarsPicture["bars"]): BarsPicture => ({
  id: "countries",
  title: "Conversion by country",
  note: "How many were entered.",
  columns: ["Country", "Messages", "Entered"],
  bars: lines,
  empty: "No message went out.",
});

const cellsOf = (html: string) => [...html.matchAll(/<td>(.*?)<\/td>/g)].map(([, cell]) => cell);
const numbersOf = (html: string) =>
  [...html.matchAll(/ (?:x|y|x1|x2|y1|y2|width|height)="(-?[\w.]*)%?"/g)].map(([, value]) => Number(value));

describe("Lines over days", () => {
  const html = renderToStaticMarkup(
    <Trend
      picture={trend(
        [
          [1, 4, 2],
          [0, 1, 3],
        ],
        5,
      )}
    />,
  );

  test("have a name, a description, and a table with every number behind them", () => {
    expect(html).toContain('role="img" aria-labelledby="logins-drawn"');
    expect(html).toContain('<title id="logins-drawn">Logins</title><desc>Sessions of each day.</desc>');
    expect(cellsOf(html)).toEqual(["1 logins", "0 logins", "4 logins", "1 logins", "2 logins", "3 logins"]);
    expect(html.match(/<th scope="row">/g)).toHaveLength(3);
    expect(html.match(/<th scope="col">/g)).toHaveLength(3);
  });

  test("are drawn from the first day to the last, higher for more", () => {
    expect(html).toContain('d="M0.00 80.00L50.00 20.00L100.00 60.00"');
  });

  test("need no style that the page's policy would refuse", () => {
    expect(html).not.toContain("style=");
  });

  test.each([
    ["one day", [[7]], 10],
    ["nothing", [[0, 0, 0]], 1],
    ["no line", [], 1],
    [
      "many that end at the same place",
      [
        [1, 1],
        [1, 1],
        [1, 1],
        [1, 1],
        [1, 1],
      ],
      1,
    ],
  ] as const)("have a place for everything with %s", (_, values, most) => {
    const drawn = renderToStaticMarkup(<Trend picture={trend(values, most)} />);
    expect(drawn).not.toMatch(/NaN|Infinity|undefined/);
    expect(numbersOf(drawn).every((value) => value >= 0)).toBe(true);
    const names = [...drawn.matchAll(/class="figure-name" x="[^"]*" y="([\d.]+)%"/g)].map(([, y]) =>
      Number(y),
    );
    const sorted = [...names].sort((a, b) => a - b);
    expect(sorted.every((y, index) => index === 0 || y - (sorted[index - 1] ?? 0) > 8)).toBe(true);
  });
});

describe("Bars", () => {
  const line = { label: "France", share: 0.44, mark: 0.71, value: "44 % of 120", cells: ["120", "44 %"] };

  test("say in words what is drawn, what it was before, and what to look at", () => {
    const html = renderToStaticMarkup(<Bars picture={bars([{ ...line, attention: true }])} />);
    expect(html).toContain("Look at this: 44 % of 120");
    expect(html).toContain('width="44.00%"');
    expect(html).toContain('x1="71.00%" x2="71.00%"');
    expect(cellsOf(html)).toEqual(["120", "44 %"]);
  });

  test("never leave the page, whatever the share", () => {
    const html = renderToStaticMarkup(<Bars picture={bars([{ ...line, share: 3, mark: -1 }])} />);
    expect(html).toContain('width="100.00%"');
    expect(html).toContain('x1="0.00%"');
  });

  test("say what there is when there is nothing, without an empty table", () => {
    const html = renderToStaticMarkup(<Bars picture={bars([])} />);
    expect(html).toContain("No message went out.");
    expect(html).not.toContain("<table");
    expect(html).not.toContain("<svg");
  });
});
