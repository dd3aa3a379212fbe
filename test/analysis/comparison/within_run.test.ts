import { expect, test } from "vitest";
import { withinRuns } from "../../../src/analysis/mod.ts";
import { quantiles } from "../../../src/statistics/mod.ts";
import { atSecond, faultRun, toFaultEvent } from "../../testing/fault_run.ts";
import {
  toTestOperation,
  toTestRun,
  withTestStore,
} from "../../testing/records.ts";

const durations = Array.from(
  { length: 400 },
  (_, i) => (i * 37 % 400 + 1) / 1e3,
);
const operations = durations.map((duration_s, i) =>
  toTestOperation("r1", {
    operation_id: String(i),
    started_at: atSecond(6 * i / durations.length),
    duration_s,
    outcome: i === 0 ? "failed" : "ok",
  })
);

test("withinRuns() has the order statistics of the answered operations", () =>
  withTestStore([[toTestRun("r1"), { operations }]], async (store) => {
    const found = (await withinRuns(store, ["r1"])).get("r1");
    const exact = quantiles(durations.slice(1), [0.5, 0.95, 0.99], {
      confidence: 0.975,
    });
    expect(found).toEqual(
      exact.filter(({ lower }) => lower !== null)
        .map(({ p, lower, upper }) => ({
          metric: `p${100 * p}`,
          lower,
          upper,
        })),
    );
    expect(await withinRuns(store, [])).toEqual(new Map());
    expect(await withinRuns(store, ["unknown"])).toEqual(new Map());
  }));

test("withinRuns() takes the operations of the measured phase", () =>
  withTestStore([[faultRun, {
    operations,
    events: [
      toFaultEvent(0, "phase", "measure"),
      toFaultEvent(3, "phase", "cool_down"),
    ],
  }]], async (store) => {
    const found = (await withinRuns(store, ["r1"])).get("r1");
    const [p50] = quantiles(durations.slice(1, 200), [0.5], {
      confidence: 0.975,
    });
    expect(found?.[0])
      .toEqual({ metric: "p50", lower: p50?.lower, upper: p50?.upper });
  }));
