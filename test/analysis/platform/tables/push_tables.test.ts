import { expect, test } from "vitest";
import {
  fillEffects,
  fillTenths,
} from "../../../../src/analysis/platform/pushes/fill_effect.ts";
import { pushObjectives } from "../../../../src/analysis/platform/objectives/platform_objectives.ts";
import { pushFailures } from "../../../../src/analysis/platform/pushes/push_failures.ts";
import {
  pushPhaseTimes,
  pushRuns,
} from "../../../../src/analysis/platform/pushes/push_times.ts";
import {
  fillTable,
  mixTable,
  pushFailureTable,
  pushPhaseTable,
  pushRunTable,
} from "../../../../src/analysis/platform/tables/push_tables.ts";
import { missedObjectives } from "../../../../src/analysis/results/run_outcome.ts";
import type { Table } from "../../../../src/report/mod.ts";
import {
  BEGIN,
  toPlatformRow,
  toPushRow,
} from "../../../testing/platform_rows.ts";

const operations = [
  ...Array.from({ length: 40 }, (_, i) =>
    toPushRow({
      ...{ app: `a${i}`, phase: "start", started: BEGIN + i, seconds: 20 },
    })),
  toPushRow({
    ...{ app: "b", phase: "start", outcome: "timeout", seconds: 60 },
    ...{ code: "timeout", error: "no instance ran" },
  }),
];

function texts({ rows }: Table): string[][] {
  return rows.map((row) => row.map(({ text }) => text));
}

test("pushRunTable() has a row for each run with pushes", () => {
  const runs = [toPlatformRow(), toPlatformRow({ run_id: "r2" })];
  const table = pushRunTable(runs, pushRuns(operations), new Map());
  expect(texts(table)).toEqual([
    ["10", "2", "1", "ok", "1 min", "41", "40", "21", "1", "0"],
  ]);
  expect(table.columns[3]).toMatchObject({ label: "Run", detail: true });
});

test("pushRunTable() shows that a run missed an objective", () => {
  const run = toPlatformRow();
  const missed = missedObjectives(
    run,
    { push_success: 1, calls_in_time: 0.9, pods_in_time: null },
    pushObjectives,
  );
  const { rows, columns } = pushRunTable(
    [run],
    pushRuns(operations),
    new Map([[run.run_id, missed]]),
  );
  expect(rows[0]?.[3]).toMatchObject({
    text: "objective missed",
    note: "API calls in time at least 99 %: was 90 %",
  });
  expect(columns[3]?.detail).toBe(false);
});

test("pushPhaseTable() and pushFailureTable() keep what did not succeed", () => {
  const [row] = pushPhaseTable(pushPhaseTimes(operations)).rows;
  expect(row?.map(({ text }) => text)).toEqual([
    ...["hello", "start", "41", "20 s", "too few", "too few", "20 s"],
  ]);
  expect(row?.[2]?.note).toBe("1 not ok");
  const failures = pushFailureTable(pushFailures(operations));
  expect(texts(failures)).toEqual([
    ["hello", "start", "timeout", "timeout", "1"],
  ]);
  expect(failures.rows[0]?.[3]?.note).toBe("no instance ran");
  expect(pushFailureTable([]).headline).toBe("Every push succeeded.");
});

test("fillTable() says whether the last tenth took longer", () => {
  const many = Array.from(
    { length: 400 },
    (_, i) =>
      toPushRow({ started: BEGIN + i, seconds: 10 + i / 100 + (i % 7) / 10 }),
  );
  const { headline, rows } = fillTable(fillTenths(many), fillEffects(many));
  expect(rows).toHaveLength(10);
  expect(headline).toMatch(
    /^push: slower, the last tenth longer by \+2\.\d+ s \(\+2\.\d+ s to \+2\.\d+ s\)$/,
  );
});

test("mixTable() prints what was said and what was found", () => {
  expect(texts(mixTable([
    {
      ...{ statement: "memory of a cell", unit: "B", holds: true },
      ...{ expected: 28 * 2 ** 30, found: 28 * 2 ** 30 },
    },
    {
      ...{ statement: "crashing instances, about", unit: "1", holds: true },
      ...{ expected: 0.1, found: 10 / 96 },
    },
  ]))).toEqual([
    ["memory of a cell", "28 GiB", "28 GiB", "yes"],
    ["crashing instances, about", "10.0 %", "10.4 %", "yes"],
  ]);
});
