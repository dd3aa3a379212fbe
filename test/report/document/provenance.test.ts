import { expect, test } from "vitest";
import {
  formatDays,
  renderHtmlProvenance,
  renderMarkdownProvenance,
  toBadges,
  toParameterTable,
} from "../../../src/report/mod.ts";
import { provenance } from "../demo.ts";

test("toBadges() names every mode other than real, the least real first", () => {
  expect(toBadges(provenance).map(({ label, text }) => `${label}: ${text}`))
    .toEqual([
      "Simulated results: container-platform (part of 5 runs); no real system was measured in these, and all times after the start of a run are virtual",
      "Imported results: cos-lite (17 runs); measured by others, not by Loadline",
    ]);
  expect(toBadges({ ...provenance, records: provenance.records.slice(0, 1) }))
    .toEqual([]);
});

test("toParameterTable() prints lists and words plainly, and what they mean; null without parameters", () => {
  const parameters = {
    ...{ a: "x", b: [1, 2], c: { d: null }, e: undefined, f: [] },
  };
  const shown = toParameterTable({ parameters, meanings: { b: "Sizes." } });
  expect(shown?.rows.map(([, value]) => value?.text))
    .toEqual(["x", "1, 2", '{"d":null}', "–", "[]"]);
  expect(shown?.rows.map(([, , meaning]) => meaning?.text))
    .toEqual(["", "Sizes.", "", "", ""]);
  expect(toParameterTable({ parameters, meanings: {} })?.columns)
    .toHaveLength(2);
  expect(toParameterTable({ parameters: {}, meanings: {} })).toBeNull();
});

test("renderMarkdownProvenance() and renderHtmlProvenance() contain hashes, notebook and versions, days but no time of day", () => {
  const hostile = {
    ...provenance,
    notebook: { path: "notebooks/a](javascript:x) <b>.ipynb", digest: "`d`" },
  };
  for (
    const text of [
      renderMarkdownProvenance(hostile),
      renderHtmlProvenance(hostile),
    ]
  ) {
    for (
      const part of [
        "9f2c1e07ab54d3c8",
        "simulated, real",
        "../notebooks/a",
        "Loadline 0.1.0, Deno 2.9.6, DuckDB 1.5.5",
      ]
    ) expect(text).toContain(part);
    expect(text).not.toContain("<b>.ipynb");
    expect(text).not.toMatch(/\d\d:\d\d/);
    expect(text).toContain("2022-11-15 to 2024-03-01");
  }
  expect(renderMarkdownProvenance(hostile)).toContain(
    "[notebooks/a\\](javascript:x) &lt;b>.ipynb](../notebooks/a%5D\\(javascript:x\\)%20%3Cb%3E.ipynb)",
  );
});

test("formatDays() spans all records, and is empty if no run tells", () => {
  const days = (...pairs: [string, string][]) =>
    formatDays(pairs.map(([first, last]) => ({
      ...provenance.records[0]!,
      first,
      last,
    })));
  expect(days(["2024-01-02", "2024-03-01"], ["", ""], [
    "2023-05-01",
    "2023-05-01",
  ])).toBe("2023-05-01 to 2024-03-01");
  expect(days(["2024-01-02", "2024-01-02"])).toBe("2024-01-02");
  expect(days(["", ""])).toBe("");
});
