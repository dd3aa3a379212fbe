import { expect, test } from "vitest";
import { counts, invalidRuns } from "../../../src/analysis/validity/counted_runs.ts";
import { toTestRun, withTestStore } from "../../testing/records.ts";

test("invalidRuns() names runs of all experiments that are invalid now, and counts() leaves them out", () =>
  withTestStore([
    [toTestRun("a"), {}],
    [toTestRun("b", { status: "invalid" }), {}],
    // Of ours, without any rows: it was never measured.
    [toTestRun("c", { mode: "real", experiment: "other" }), {}],
    [toTestRun("d", { status: "failed", experiment: "other" }), {}],
  ], async (store) => {
    const invalid = await invalidRuns(store);
    expect(JSON.parse(invalid)).toEqual(["b", "c"]);
    const of = async (ids: string) =>
      (await store.rows(
        `SELECT run_id FROM runs WHERE ${counts("$1")} ORDER BY run_id`,
        [ids],
      )).rows.map(({ run_id }) => run_id);
    expect(await of(invalid)).toEqual(["a", "d"]);
    expect(await of("[]")).toEqual(["a", "b", "c", "d"]);
  }));
