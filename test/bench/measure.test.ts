import { expect, test } from "vitest";
import { alternate, median, ratioRow } from "../../bench/_measure.ts";
import { isComplete, toNotebook } from "../../bench/_notebooks.ts";
import { toMarkdown } from "../../bench/_table.ts";

test("median() takes the middle, or the mean of the middle two", () => {
  expect(median([3, 1, 2])).toBe(2);
  expect(median([4, 1, 3, 2])).toBe(2.5);
});

test("alternate() measures in turn", async () => {
  const order: string[] = [];
  const side = (name: string) => (turn: number) => {
    order.push(`${name}${turn}`);
    return Promise.resolve(1);
  };
  await alternate(side("a"), side("b"), { runs: 2, log: () => {} });
  expect(order).toEqual(["a0", "b0", "a1", "b1"]);
});

test("ratioRow() takes the median of the ratios of pairs, not of medians", () => {
  const row = ratioRow("x", { ours: [1, 4, 9], peer: [1, 2, 3] }, 1.9);
  expect(row).toMatchObject({ ratio: "2.00", range: "1.00..3.00", met: false });
});

test("toMarkdown() prints a row under its header", () => {
  const row = ratioRow("x", { ours: [1], peer: [2] }, 1);
  const last = toMarkdown([row]).trimEnd().split("\n").at(-1) ?? "";
  expect(last.split("|").map((cell) => cell.trim())).toEqual(
    ["", "x", "1.00 s", "2.00 s", "0.50", "0.50..0.50", "<= 1", "met", ""],
  );
});

test("isComplete() misses a print, a table and a cell", () => {
  const { cells } = JSON.parse(toNotebook(2)) as { cells: unknown[] };
  const shown = cells.map((_, i) => [
    `cell ${i} prints 0;\ncell ${i} prints 1;\n`,
    `cell ${i} prints table`,
  ]);
  expect(isComplete(shown, 2)).toBe(true);
  expect(isComplete(shown, 3)).toBe(false);
  expect(isComplete(shown.slice(1), 2)).toBe(false);
  expect(isComplete(shown.with(3, [shown[3]?.[0] ?? ""]), 2)).toBe(false);
});
