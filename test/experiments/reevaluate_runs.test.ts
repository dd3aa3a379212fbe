import { expect, test } from "vitest";
import { reevaluateRuns } from "../../src/experiments/mod.ts";
import { toTestEvent, toTestQuery } from "../testing/monitoring_rows.ts";
import { toTestRun, withTestStore } from "../testing/records.ts";

test("reevaluateRuns() updates runs from their rows, and keeps runs that are not in the store", () => {
  const run = toTestRun("r", { mode: "real", notes: "as it was" });
  return withTestStore([[run, {
    events: [
      toTestEvent("phase", "measure"),
      toTestEvent("phase", "cool_down", { at: 60 }),
    ],
    operations: Array.from({ length: 60 }, (_, i) => toTestQuery(i / 2)),
  }]], async (store) => {
    const other = toTestRun("x");
    expect(await reevaluateRuns(store, "kv", [run, other]))
      .toEqual([{ ...run, status: "invalid" }, other]);
  });
});
