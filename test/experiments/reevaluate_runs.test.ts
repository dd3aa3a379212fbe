import { expect, test } from "vitest";
import { reevaluateRuns } from "../../src/experiments/mod.ts";
import { toTestEvent, toTestQuery } from "../testing/monitoring_rows.ts";
import { toTestRun, withTestStore } from "../testing/records.ts";

const options = {
  objectives: [{ metric: "p99", is: "at most", value: 1, unknown: "missed" }],
  measure: () => Promise.resolve({ metrics: { p99: 2 }, summary: "" }),
} as const;

test("reevaluateRuns() updates runs from their rows, and keeps runs that are not in the store", () => {
  const toRun = (id: string) =>
    toTestRun(id, { mode: "real", verdict: "pass", notes: "as it was" });
  const events = [
    toTestEvent("phase", "measure"),
    toTestEvent("phase", "cool_down", { at: 60 }),
  ];
  const operations = Array.from({ length: 120 }, (_, i) => toTestQuery(i / 2));
  const [whole, cut, other] = ["r", "s", "x"].map(toRun);
  if (!whole || !cut || !other) throw new Error("Missing runs");
  return withTestStore([
    [whole, { events, operations }],
    [cut, {
      events: events.map((row) => ({ ...row, run_id: "s" })),
      operations: operations.slice(0, 60)
        .map((row) => ({ ...row, run_id: "s" })),
    }],
  ], async (store) => {
    expect(await reevaluateRuns(store, [whole, cut, other], options))
      .toMatchObject([
        {
          ...{ ...whole, verdict: "fail", objectives: [{}] },
          verdict_text: "p99 is not at most 1: 2",
        },
        {
          ...cut,
          ...{ status: "invalid", verdict: "none" },
          notes: "the load ended 30.5 s before the measuring",
        },
        other,
      ]);
  });
});
