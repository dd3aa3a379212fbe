import { expect, test } from "vitest";
import type { DashboardState } from "../../src/lab/monitor/dashboard_state.ts";
import type { LiveObjective } from "../../src/lab/monitor/live_objectives.ts";
import { objectiveTexts, tileTexts } from "../../src/live/format.ts";

const live: readonly [LiveObjective] = [{
  metric: "success_rate",
  is: "at least",
  limit: 0.99,
  value: 0.5,
  result: "missed so far",
}];

test("objectiveTexts() has the objectives so far, and then as judged", () => {
  expect(objectiveTexts({ status: "running", objectives: [] }, live)).toEqual([{
    name: "success",
    limit: "at least 99 %",
    value: "50 %",
    result: "missed so far",
    meaning: "failed",
  }]);
  const [judged] = objectiveTexts({
    status: "ok",
    objectives: [{ ...live[0], value: 1, result: "met" }],
  }, live);
  expect(judged).toMatchObject({
    value: "100 %",
    result: "met",
    meaning: "ok",
  });
  // A run that was cut off has no verdict.
  const [none] = objectiveTexts({ status: "incomplete", objectives: [] }, live);
  expect(none).toMatchObject({ result: "no verdict", meaning: "open" });
});

test("tileTexts() shows the last seconds, then what was measured", () => {
  const node = {
    name: "n",
    status: "up",
    cpu: 1,
    memory: 1,
    requests: 100,
    errors: 10,
    p99: 0.5,
  };
  const state: DashboardState = {
    title: "",
    system: "",
    mode: "real",
    virtual: null,
    phase: "",
    secondsLeft: null,
    leader: "",
    hostCpu: 0.5,
    generatorCpu: null,
    events: [],
    nodes: [
      node,
      { ...node, p99: null },
      { ...node, requests: null, errors: null },
    ],
    totals: { since: null, attempted: 1000, ok: 900 },
  };
  const measures = {
    counts: { attempted: 500, ok: 499 },
    metric: (name: string) => name === "p99" ? 0.25 : 80,
  };
  const values = (isOver: boolean) =>
    tileTexts(state, measures, isOver).map(({ value }) => value);
  expect(values(false)).toEqual(["180 /s", "99.8 %", "500 ms", "100", "50 %"]);
  expect(values(true)).toEqual(["80 /s", "99.8 %", "250 ms", "100"]);
  const virtual = { start: 0, seconds: 86_400 };
  const simulated = tileTexts({ ...state, virtual }, measures, false);
  expect(simulated.map(({ label, value, note }) => [label, value, note]))
    .toEqual([
      ["Simulated time", "1 day", "since the start of the run"],
      ["Success", "90 %", "of 1,000 operations"],
      ["Errors", "100", "in all"],
    ]);
});
