import { expect, test } from "vitest";
import {
  compareConfigurations,
  configurationOf,
} from "../../../src/analysis/monitoring/configurations.ts";
import {
  loadLineSearches,
  poolSearches,
} from "../../../src/analysis/monitoring/load_line_searches.ts";
import {
  levelRows,
  searchesTable,
  searchRows,
  stepRows,
  stepsTable,
} from "../../../src/analysis/monitoring/search_rows.ts";
import { toTestMonitoringRun as toRun } from "../../testing/monitoring_runs.ts";

const broken = "ooms is not at most 0: 1";
const runs = [
  toRun({ metrics: 100 }),
  { ...toRun({ metrics: 200, broken }), disturbed: true },
  toRun({ metrics: 100, status: "invalid" }),
  toRun({ metrics: 200, broken: "p99 is not at most 1: unknown" }),
];
const searches = loadLineSearches(runs);
const configurations = compareConfigurations([runs[0]!]);
const load = (metrics: number) => metrics * 10 * 10 / 15;

test("searchRows() describes a search in words", () => {
  expect(searchRows(searches, configurations)).toEqual([{
    name: "search 2026-01-02 03:00",
    configuration: configurationOf(runs[0]!),
    held: load(100),
    heldNote: "1 of 1 held",
    broke: load(200),
    brokeNote: "1 of 1 broke",
    missed: "kills for want of memory",
    undisturbed: "40,000 / none",
    undisturbedNote: "1 of 3 disturbed, 1 invalid",
    majority: "40,000 / 80,000",
    stepSeconds: "60",
    flushes: 0,
    provisional: true,
    unfinished: 0,
  }]);
});

test("levelRows() counts the judged runs of each load", () => {
  expect(levelRows(poolSearches(searches), configurations)).toMatchObject([
    { load: load(100), n: 1, rate: 1, range: "20 % to 100 %", flushed: 0 },
    { load: load(200), n: 1, rate: 0, range: "0 % to 80 %", flushed: 0 },
  ]);
});

test("stepRows() says of each step whether it held, or why it is not judged", () => {
  expect(
    stepRows(searches).map(({ order, result, resultNote, missed, unknown }) => [
      order,
      result,
      resultNote,
      missed,
      unknown,
    ]),
  ).toEqual([
    [1, "held", "", null, null],
    [2, "broke", "disturbed", "kills for want of memory", null],
    [3, "not judged: invalid", "", null, null],
    [4, "cannot tell", "", null, "p99"],
  ]);
});

test("searchesTable() and stepsTable() have a row each, with loads a minute", () => {
  const configurations = compareConfigurations([]);
  const shown = searchesTable(searchRows(searches, configurations), "All.");
  expect(shown.headline).toBe("All.");
  expect(shown.rows).toHaveLength(searches.length);
  const steps = stepsTable(stepRows(searches));
  expect(steps.rows[0]?.[2]?.text).toBe(
    (load(100) * 60).toLocaleString("en-US"),
  );
});
