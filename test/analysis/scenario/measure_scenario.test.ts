import { expect, test } from "vitest";
import { toMeasureScenario } from "../../../src/analysis/scenario/measure_scenario.ts";
import type { Event } from "../../../src/record/mod.ts";
import {
  toTestOperation,
  toTestRun,
  withTestStore,
} from "../../testing/records.ts";

const at = (second: number) =>
  new Date(Date.UTC(2026, 0, 2) + second * 1000).toISOString();

function toPhase(subject: string, second: number): Event {
  return {
    ...{ run_id: "r1", at: at(second), kind: "phase", subject },
    ...{ detail: "", data: "{}" },
  };
}

test("toMeasureScenario() measures each step in the phase measure, and leaves out what was not due", () =>
  withTestStore([[
    toTestRun("r1"),
    {
      events: [toPhase("measure", 0), toPhase("cool_down", 10)],
      operations: [
        ...Array.from({ length: 20 }, (_, i) =>
          toTestOperation("r1", {
            kind: i % 2 ? "pay" : "list",
            started_at: at(i / 4),
            duration_s: i % 2 ? 0.2 : 0.1,
            outcome: i === 19 ? "failed" : "ok",
          })),
        toTestOperation("r1", { kind: "login", started_at: at(-1) }),
      ],
    },
  ]], async (store) => {
    const measure = toMeasureScenario(["login", "list", "pay"]);
    const run = { run_id: "r1", experiment: "kv" };
    const measured = await measure(store, run);
    expect(measured?.summary).toMatch(
      /; list p95 -; pay p95 -, 1 of 10 not ok$/,
    );
    expect(measured?.metrics).toMatchObject({
      success_rate: 0.95,
      "list.success_rate": 1,
      "list.p50": 0.1,
      "pay.success_rate": 0.9,
      "pay.p50": 0.2,
      // Ten are too few for a tail.
      "pay.p99": null,
      "login.success_rate": null,
      "login.p50": null,
    });
    expect(await measure(store, { ...run, run_id: "none" })).toBeNull();
  }));
