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
    expect(text).not.toContain("\u001b");
    if (format === "json") {
      expect(JSON.parse(text)).toMatchObject({
        verdict: expect.stringContaining("Worse: p95"),
        check: { rounds: 499 },
      });
      return;
    }
    expect(text).not.toContain("\u202e");
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
