import { expect, test } from "vitest";
import { lastDays, money, percent, quantile, roundUp, seconds, shareOf } from "@/lib/figures/numbers";

test("A time within which a share arrived lies where it would if they had come evenly between two steps", () => {
  const arrived = new Map([
    [1, 0],
    [2, 10],
    [5, 30],
    [8, 60],
  ]);
  expect(quantile(arrived, 0.1)).toBe(2);
  expect(quantile(arrived, 0.25)).toBeCloseTo(3.5);
  expect(quantile(arrived, 0.5)).toBeCloseTo(5.5);
  expect(quantile(arrived, 1)).toBe(8);
});

test("Of nothing there is no share, no time and no price, and it is said so", () => {
  expect(quantile(new Map(), 0.5)).toBeNull();
  expect(quantile(new Map([[1, 0]]), 0.5)).toBeNull();
  expect(shareOf(3, 0)).toBeNull();
  expect(percent(null)).toBe("–");
  expect(seconds(null)).toBe("–");
});

test("A scale ends at a round number that holds everything", () => {
  expect([0, 1, 3, 7, 11, 49, 51, 999].map(roundUp)).toEqual([1, 1, 5, 10, 20, 50, 100, 1000]);
  expect(roundUp(0.03)).toBeCloseTo(0.05);
});

test("The last days are those of the calendar, over the end of a month and of February", () => {
  expect(lastDays("2024-03-02", 4)).toEqual(["2024-02-28", "2024-02-29", "2024-03-01", "2024-03-02"]);
});

test("Money shows what a text costs, and what a month does", () => {
  expect(money(0.041, "EUR")).toBe("€0.041");
  expect(money(1234.5, "EUR")).toBe("€1,234.50");
  expect(money(0, "GBP")).toBe("£0.00");
});
