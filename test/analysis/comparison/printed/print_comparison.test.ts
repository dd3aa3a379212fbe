import { expect, test } from "vitest";
import {
  comparisonLine,
  printComparison,
} from "../../../../src/analysis/mod.ts";
import { toComparedRun } from "../../../testing/compared_runs.ts";
import {
  compareTestSides,
  fast,
  slow,
  withP95,
} from "../../../testing/compared_sides.ts";

const hostile = '<script>alert(1)</script> | `x` "q" \u001b[31m\u202e';

test.each(["table", "markdown", "junit", "json"] as const)(
  "printComparison() as %s is safe with hostile text",
  (format) => {
    const options = { factors: { [hostile]: hostile }, case_id: hostile };
    const more = [
      toComparedRun("a9", { case_id: "other", metrics: { p95: 1 } }),
      toComparedRun("b9", { case_id: "other", metrics: { p95: 2 } }),
    ];
    const found = compareTestSides(
      [...withP95("a", fast, options), ...more.slice(0, 1)],
      [...withP95("b", slow, { case_id: hostile }), ...more.slice(1)],
    );
    const text = printComparison(found, format);
    expect(["\u001b", "\u202e"].filter((mark) => text.includes(mark)))
      .toEqual([]);
    if (format === "json") {
      expect(JSON.parse(text)).toMatchObject({
        verdict: expect.stringContaining("Worse: p95"),
        check: { rounds: 499 },
      });
      return;
    }
    if (format === "table") return;
    expect(text).not.toContain("<script>");
  },
);

test("printComparison() as Markdown and text begins with the verdict", () => {
  const found = compareTestSides(withP95("a", fast), withP95("b", slow));
  const line = comparisonLine(found);
  expect(printComparison(found, "table").split("\n")[0]).toBe(line);
  expect(printComparison(found, "markdown").split("\n")[0]).toBe(`**${line}**`);
});

test("printComparison() as Markdown calls nobody, and links nowhere", () => {
  const name =
    "nodes=3 @team/ops #12 GH-7 https://evil.example www.evil.example";
  const found = compareTestSides(
    [...withP95("a", fast, { case_id: name }), toComparedRun("a9")],
    [...withP95("b", slow, { case_id: name }), toComparedRun("b9")],
    { varies: ["nodes"] },
  );
  const text = printComparison(found, "markdown");
  expect(text).toContain(
    "@<!-- -->team/ops #<!-- -->12 GH-<!-- -->7 https:<!-- -->//evil",
  );
  expect(text).not.toMatch(/@team|#12|GH-7|https:\/\/|www\.evil/);
});

test("printComparison() shortens names, so that one does not widen every row", () => {
  const long = "n".repeat(5000);
  const options = { factors: { [long]: long } };
  const found = compareTestSides(
    withP95("a", fast, options),
    withP95("b", slow),
  );
  const lines = printComparison(found, "table").split("\n");
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThan(400);
});

test("printComparison() of thousands of metrics is a comment that GitHub takes", () => {
  const metrics = Object.fromEntries(
    Array.from({ length: 3000 }, (_, i) => [`@metric of ${i}`, i + 1]),
  );
  const found = compareTestSides(
    [toComparedRun("a1", { metrics })],
    [toComparedRun("b1", { metrics })],
  );
  const text = printComparison(found, "markdown");
  expect(text.length).toBeLessThan(65_536);
  expect(text).toMatch(/\d+ of 3000 rows are left out/);
  expect(text.trimEnd().endsWith("</details>")).toBe(true);
});
