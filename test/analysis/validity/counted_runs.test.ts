import { expect, test } from "vitest";
import {
  invalidRuns,
  isCounted,
} from "../../../src/analysis/validity/counted_runs.ts";
import { toTestRun, withTestStore } from "../../testing/records.ts";

test("invalidRuns() returns the invalid runs of all experiments, and isCounted() excludes them", () =>
  withTestStore([
    [toTestRun("a"), {}],
    [toTestRun("b", { status: "invalid" }), {}],
    // Our own run without rows: it was never measured.
    [toTestRun("c", { mode: "real", experiment: "other" }), {}],
    [toTestRun("d", { status: "failed", experiment: "other" }), {}],
  ], async (store) => {
    const invalid = await invalidRuns(store);
    expect(JSON.parse(invalid)).toEqual(["b", "c"]);
    const countedRuns = async (ids: string) =>
      (await store.rows(
        `SELECT run_id FROM runs WHERE ${isCounted("$1")} ORDER BY run_id`,
        [ids],
      )).rows.map(({ run_id }) => run_id);
    expect(await countedRuns(invalid)).toEqual(["a", "d"]);
    expect(await countedRuns("[]")).toEqual(["a", "b", "c", "d"]);
  }));
