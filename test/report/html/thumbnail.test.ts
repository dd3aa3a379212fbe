import { parseHTML } from "linkedom";
import { expect, test } from "vitest";
import { toThumbnail } from "../../../src/report/html/thumbnail.ts";
import { HOSTILE, liveParts } from "../hostile.ts";

const figure =
  '<svg viewBox="0 0 760 300" width="760" height="300" role="img"><title>T</title><text y="20" font-size="17">T</text>' +
  '<g transform="translate(0,30)"><g data-legend="a"><path d="M9,9"/></g></g>' +
  '<g transform="translate(0,48)"><path d="M0,0" data-series="a"/><text>tick</text></g>' +
  '<text y="280" font-size="13">Caption</text></svg>';

test("toThumbnail() keeps marks, not words or legend, and crops to the panels", () => {
  expect(toThumbnail(figure, "small", 1000)).toBe(
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 48 760 219">' +
      '<g transform="translate(0,30)"/>' +
      '<g transform="translate(0,48)"><path d="M0,0"/></g></svg>',
  );
});

test("toThumbnail() keeps the box of a figure of another kind", () => {
  const other = '<svg viewBox="0 0 9 9"><rect width="9" height="9"/></svg>';
  expect(toThumbnail(other, "small", 1000)).toContain('viewBox="0 0 9 9"');
});

test("toThumbnail() is empty for a large figure, or none", () => {
  expect(toThumbnail(figure, "small", 50)).toBe("");
  expect(toThumbnail("no figure", "small", 1000)).toBe("");
});

test("toThumbnail() runs no code in text of records", () => {
  for (const text of HOSTILE) {
    const svg = toThumbnail(`<svg><g>${text}</g></svg>`, "small", 1000);
    expect(liveParts(parseHTML(`<body>${svg}</body>`).document)).toEqual([]);
  }
});
