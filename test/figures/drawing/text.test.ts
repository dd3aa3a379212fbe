import { expect, test } from "vitest";
import {
  clipText,
  placeLabels,
  textWidth,
  wrapText,
} from "../../../src/figures/drawing/text.ts";

test("textWidth() is at least the width in a browser", () => {
  // Chromium's measureText() with 13 px DejaVu Sans, which is wider than most system fonts.
  const measured: [string, number][] = [
    ["latency from intended start (ms)", 212.1],
    ["2.93.0 −17.2 %", 101.8],
    ["fault: memory pressure", 152.6],
    ["WWWWWWWW", 102.8],
    ["PostgreSQL 16.4 (n = 50,000)", 194.5],
    ["illicit little filter", 97.8],
  ];
  for (const [text, width] of measured) {
    expect(textWidth(text, 13)).toBeGreaterThan(width);
    expect(textWidth(text, 13)).toBeLessThan(1.35 * width);
  }
});

test("wrapText() breaks at words and keeps all", () => {
  const text = "one two three four five six seven";
  const lines = wrapText(text, 90, 13);
  expect(lines.length).toBeGreaterThan(1);
  expect(lines.join(" ")).toBe(text);
  for (const line of lines) expect(textWidth(line, 13)).toBeLessThanOrEqual(90);
  expect(wrapText("  ", 90, 13)).toEqual([]);
});

test("clipText() keeps text that fits and cuts the rest with an ellipsis", () => {
  expect(clipText("short", 90, 13)).toBe("short");
  const clipped = clipText("x".repeat(100), 90, 13);
  expect(clipped).toMatch(/^x+…$/);
  expect(textWidth(clipped, 13)).toBeLessThanOrEqual(90);
});

/** Labels at the given places, as boxes. */
function place(xs: readonly number[], rows: number) {
  const labels = xs.map((x, i) => ({ text: `change number ${i}`, x }));
  return placeLabels(labels, { right: 756, fontSize: 13, rows })
    .map((place, i) => ({
      x: xs[i] ?? NaN,
      row: place?.row ?? null,
      start: place?.start ?? NaN,
      end: (place?.start ?? NaN) + textWidth(labels[i]?.text ?? "", 13),
    }));
}

test("placeLabels() avoids overlaps, the edge, and lines across labels", () => {
  const boxes = place([80, 110, 140, 170, 300, 310, 690, 735, 740], 8);
  for (const a of boxes) {
    expect(a.start).toBeGreaterThanOrEqual(0);
    expect(a.end).toBeLessThanOrEqual(756);
    for (const b of boxes.filter((b) => b !== a)) {
      expect(a.row !== b.row || a.end < b.start || b.end < a.start).toBe(true);
      const above = (a.row ?? NaN) > (b.row ?? NaN);
      expect(above && a.x > b.start && a.x < b.end).toBe(false);
    }
  }
  expect(boxes.map(({ row }) => row)).toEqual([3, 2, 1, 0, 1, 0, 0, 1, 2]);
});

test("placeLabels() leaves out labels without room", () => {
  expect(place([300, 310, 320], 2).map(({ row }) => row)).toEqual([null, 1, 0]);
});
