import { expect, test } from "vitest";
import { FIGURE_MIME, TABLE_MIME } from "../../../src/report/mod.ts";
import { toDisplay } from "../../../src/report/document/displays.ts";

const svg = '<svg viewBox="0 0 1 1"/>';
const table = { caption: "", headline: "", columns: [], rows: [] };
const values = {
  columns: [{ label: "a", unit: "s" }],
  rows: [[1], [null], ["x"]],
};
const figure = { title: "T", caption: "C", n: 12345, data: values };

test("toDisplay() prefers table, figure, Markdown, SVG, PNG, HTML, text, in this order", () => {
  const all = {
    "text/plain": "p",
    "text/html": "<b>h</b>",
    "image/png": "iVBO\nRw0=",
    "image/svg+xml": svg,
    "text/markdown": "m",
    [FIGURE_MIME]: figure,
    [TABLE_MIME]: table,
  };
  const kinds: string[] = [];
  const rest: Record<string, unknown> = { ...all };
  for (
    const type of [
      TABLE_MIME,
      FIGURE_MIME,
      "text/markdown",
      "image/svg+xml",
      "image/png",
      "text/html",
      "text/plain",
    ]
  ) {
    kinds.push(toDisplay(rest)?.kind ?? "none");
    delete rest[type];
  }
  expect(kinds).toEqual([
    "table",
    "figure",
    "markdown",
    "figure",
    "image",
    "html",
    "text",
  ]);
  expect(toDisplay({})).toBeNull();
});

test("toDisplay() reads a figure's description", () => {
  expect(toDisplay({ [FIGURE_MIME]: figure, "image/svg+xml": svg })).toEqual({
    kind: "figure",
    svg,
    title: "T",
    data: values,
  });
});

test("toDisplay() shows a figure without values, or with rows of the wrong length", () => {
  const none = { columns: [], rows: [] };
  for (const data of [undefined, { ...values, rows: [[1, 2]] }]) {
    expect(
      toDisplay({ [FIGURE_MIME]: { title: "T", data }, "image/svg+xml": svg }),
    ).toMatchObject({ title: "T", data: none });
  }
});

test("toDisplay() skips content that does not match its type", () => {
  const bundle = {
    [TABLE_MIME]: { ...table, rows: [[{ text: 1 }]] },
    "image/svg+xml": "no drawing",
    "image/png": 'x" onerror="alert(1)',
    "text/plain": "\u001b[31mp\u001b[39m",
  };
  expect(toDisplay(bundle)).toEqual({ kind: "text", text: "p" });
});
