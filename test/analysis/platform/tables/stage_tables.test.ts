import { expect, test } from "vitest";
import { stageDurations } from "../../../../src/analysis/platform/stages/stage_durations.ts";
import { stagePairs } from "../../../../src/analysis/platform/stages/stage_pairs.ts";
import { countTimelines } from "../../../../src/analysis/platform/stages/timeline_counts.ts";
import {
  pooledStepTable,
  stageDurationTable,
  stagePairTable,
  timelineCountTable,
} from "../../../../src/analysis/platform/tables/stage_tables.ts";
import { quantiles } from "../../../../src/statistics/mod.ts";
import { toTestTimelines } from "../../../testing/stage_timelines.ts";

const timelines = toTestTimelines(["A", "B", "C"], [
  ...[1, 2, 3].map((i) => [0, i, 3 * i]),
  ...[[0, -1, NaN]],
]);

test("stageDurationTable() has a row for the way to each stage", () => {
  const { rows, headline } = stageDurationTable(
    stageDurations(timelines),
    { counted: "tasks", label: "4 tasks" },
  );
  expect(rows.map((row) => row.slice(0, 4).map(({ text }) => text))).toEqual([
    ["B", "3", "2 s", "too few"],
    ["C", "3", "4 s", "too few"],
  ]);
  expect(rows.map(([stage, n]) => [stage?.note, n?.note])).toEqual([
    ["after A", "1 backwards"],
    ["after B", "1 missing"],
  ]);
  expect(rows[0]?.[6]?.text).toBe("33.3 %");
  expect(headline).toContain("all tasks that have both");
  expect(headline).not.toContain("Stopping");
});

test("pooledStepTable() prints what is left out of a step", () => {
  const [median, p95] = quantiles([4, 5, 6], [0.5, 0.95]);
  if (!median || !p95) throw new Error("There must be quantiles");
  const texts = {
    ...{ of: "Fault", counted: "lost instances", caption: "Step by step" },
  };
  const step = {
    ...{ name: "1 of 10 cells dies", runs: 3, n: 3, median, p95, max: 6 },
    ...{ stage: "Claimed-ALRP", after: "Noticed-Missing-Cell" },
    ...{ missing: 2, negative: 1, entity: "lost instance" },
  };
  const { rows, headline } = pooledStepTable([step], texts);
  expect(rows[0]?.map(({ text }) => text)).toEqual([
    ...["1 of 10 cells dies", "Claimed-ALRP", "5 s", "too few", "6 s"],
    ...["3", "3"],
  ]);
  expect(rows[0]?.[5]?.note).toBe("2 missing, 1 backwards");
  expect(headline).toContain("of all lost instances");
  expect(pooledStepTable([], texts).headline).toContain("No run");
  const mixed = pooledStepTable([step, { ...step, entity: "cell" }], texts);
  expect(mixed.rows.map((row) => row[6]?.text)).toEqual([
    "lost instance",
    "cell",
  ]);
});

test("timelineCountTable() says of how many each is, and by how much clocks differ", () => {
  const { rows, headline } = timelineCountTable(
    countTimelines(timelines),
    "tasks",
  );
  expect(headline).toMatch(/^Of 4 tasks;/);
  expect(rows.map(([what, n, share]) => [
    ...[what?.text, n?.text, n?.note, share?.text],
  ])).toEqual([
    ["complete", "3", "", "75 %"],
    ["a start without an end", "1", "", "25 %"],
    ["an end without a start", "0", "", "0 %"],
    ["a stage missing in between", "0", "", "0 %"],
    ["no stage at all", "0", "", "0 %"],
    ["a stage before the one that precedes it", "1", "by up to 1 s", "25 %"],
  ]);
});

test("stagePairTable() has the most correlated pairs", () => {
  const pairs = stagePairs(timelines);
  const options = { most: 5, label: "4 tasks" };
  const { rows } = stagePairTable(pairs, options);
  expect(rows.map((row) => row.map(({ text }) => text))).toEqual([
    ["B", "C", "1.00", "3"],
  ]);
  expect(stagePairTable(pairs, { ...options, most: 0 }).rows).toEqual([]);
  const weak = pairs.map((pair) => ({ ...pair, correlation: -0.05 }));
  expect(stagePairTable(weak, options).headline).toContain("No pair");
});
