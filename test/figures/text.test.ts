import { expect, test } from "vitest";
import {
  clipText,
  placeLabels,
  textWidth,
  wrapText,
} from "../../src/figures/text.ts";

test("textWidth() is not less than what a browser measures", () => {
  // Widths in Chromium, 13 px: DejaVu Sans, the widest of common system fonts, and Liberation Sans.
  expect(textWidth("latency from intended start (ms)", 13))
    .toBeGreaterThan(194);
  expect(textWidth("WWWWWWWW", 13)).toBeGreaterThan(98);
});

test("wrapText() breaks at words and loses none", () => {
  const text = "one two three four five six seven";
  const lines = wrapText(text, 90, 13);
  expect(lines.length).toBeGreaterThan(1);
  expect(lines.join(" ")).toBe(text);
  for (const line of lines) expect(textWidth(line, 13)).toBeLessThanOrEqual(90);
  expect(wrapText("  ", 90, 13)).toEqual([]);
});

test("clipText() keeps what fits and marks what does not", () => {
  expect(clipText("short", 90, 13)).toBe("short");
  const clipped = clipText("x".repeat(100), 90, 13);
  expect(clipped).toMatch(/^x+…$/);
  expect(textWidth(clipped, 13)).toBeLessThanOrEqual(90);
});

test("placeLabels() lets no labels overlap and none pass the edge", () => {
  const labels = [10, 20, 300, 310, 690, 735]
    .map((x, i) => ({ text: `change number ${i}`, x }));
  const places = placeLabels(labels, { right: 756, fontSize: 13 });
  const boxes = places.map(({ row, start }, i) => ({
    row,
    start,
    end: start + textWidth(labels[i]?.text ?? "", 13),
  }));
  for (const [i, a] of boxes.entries()) {
    expect(a.end).toBeLessThanOrEqual(756);
    for (const b of boxes.slice(i + 1)) {
      expect(a.row !== b.row || a.end < b.start || b.end < a.start).toBe(true);
    }
  }
  expect(Math.max(...places.map(({ row }) => row))).toBe(1);
});
