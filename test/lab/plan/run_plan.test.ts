import { expect, test } from "vitest";
import { defineExperiment } from "../../../src/lab/plan/experiment.ts";
import type { PlannedRun } from "../../../src/lab/plan/matrix.ts";
import { type Plan, toPlan, toStep } from "../../../src/lab/plan/run_plan.ts";
import { number } from "../../../src/lab/plan/settings.ts";
import type { Run, RunStatus } from "../../../src/record/mod.ts";
import { toTestParam, toTestRun } from "../../testing/records.ts";
import { toTestPlanOptions } from "../../testing/systems.ts";

const experiment = defineExperiment({
  name: "load",
  question: "?",
  settings: {
    targets: number("Targets", 5, { min: 1 }),
    metrics: number("Metrics", 10, { min: 1 }),
    seconds: number("Seconds", 3, { unit: "s" }),
  },
  presets: {
    full: {
      title: "full",
      axes: { targets: [5, 10] },
      settings: {},
      repetitions: 2,
    },
    search: {
      title: "search",
      axes: { targets: [5, 10] },
      settings: {},
      repetitions: 1,
      search: {
        parameter: "metrics",
        start: 100,
        growthFactor: 2,
        resolution: 2,
        confirmations: 1,
        maxRunsPerValue: 1,
        max: 10_000,
      },
    },
  },
  requires: ["key-value"],
  objectives: [],
});
const options = toTestPlanOptions(experiment, ["s"]);
const { full, search } = experiment.presets;

function toDone(
  { system, case_id, repetition, values }: PlannedRun,
  run: Partial<Run> = {},
): Run {
  return toTestRun(`${case_id}#${repetition}`, {
    system,
    case_id,
    repetition,
    params: Object.entries(values).map(([key, value]) =>
      toTestParam(key, value)
    ),
    ...run,
  });
}

/** Makes all runs of a plan, and returns them. */
function doAll(plan: Plan, end: (planned: PlannedRun) => Partial<Run>): Run[] {
  const done: Run[] = [];
  for (let next = plan.next(done); next !== null; next = plan.next(done)) {
    done.push(toDone(next, end(next)));
    if (done.length > 50) throw new Error("it never ended");
  }
  return done;
}

test("toPlan() keeps the order of a list, and repeats interrupted runs", () => {
  const plan = toPlan(full!, options);
  expect(plan.openEnded).toBe(false);
  expect(plan.planned).toHaveLength(4);
  const [first, second] = plan.planned;
  expect(plan.next([])).toEqual(first);
  expect(plan.next([toDone(first!, { status: "failed" })])).toEqual(second);
  expect(plan.next([toDone(first!, { status: "incomplete" })])).toEqual(first);
  expect(doAll(plan, () => ({})).map(({ run_id }) => run_id))
    .toEqual(
      plan.planned.map(({ case_id, repetition }) => `${case_id}#${repetition}`),
    );
});

test.each<[RunStatus, boolean]>([
  ["ok", true],
  ["failed", true],
  ["invalid", true],
  ["skipped", true],
  ["incomplete", false],
  ["running", false],
])("toPlan() takes a run with status %s as done: %s", (status, done) => {
  const plan = toPlan(full!, options);
  const [first] = plan.planned;
  expect(plan.remaining([toDone(first!, { status })])).toHaveLength(
    done ? 3 : 4,
  );
});

test("toPlan() searches each case separately, by the verdicts", () => {
  const plan = toPlan(search!, options);
  const done = doAll(plan, ({ values }) => ({
    verdict: Number(values.targets) * Number(values.metrics) > 2500
      ? "fail"
      : "pass",
  }));
  const tried = (targets: string) =>
    done.filter(({ case_id }) => case_id.includes(`targets=${targets} `))
      .map(({ params }) => params.find(({ key }) => key === "metrics")?.number);
  expect(tried("5")).toEqual([100, 200, 400, 800]);
  expect(tried("10")).toEqual([100, 200, 400]);
  expect(plan.openEnded).toBe(true);
});

test("toPlan() starts a search at the value that is set, and refuses several", () => {
  const start = (...metrics: number[]) =>
    toPlan(search!, { ...options, overrides: { metrics } });
  expect(start(300).next([])?.values.metrics).toBe(300);
  expect(() => start(300, 400)).toThrow(
    "Cannot set metrics to several values as the search varies it",
  );
});

test("toPlan() names the runs of a search by its parameter, and counts their repetitions", () => {
  const plan = toPlan(search!, options);
  const first = plan.next([])!;
  expect(first).toMatchObject({ repetition: 1, order: 1 });
  expect(first.case_id).toMatch(/^s targets=(5|10) metrics=100$/);
  const again = plan.next([toDone(first, { status: "invalid" })]);
  expect(again).toMatchObject({
    case_id: first.case_id,
    repetition: 2,
    order: 2,
  });
});

const withoutConfirm = { parameter: "metrics", confirm: null };

test("toStep() takes a run as inconclusive unless it is ok", () => {
  const run = { params: [toTestParam("metrics", 7)], objectives: [] };
  expect(toStep({ ...run, status: "ok", verdict: "pass" }, withoutConfirm))
    .toEqual({ value: 7, result: "passed", confirms: false });
  expect(
    toStep({ ...run, status: "ok", verdict: "fail" }, withoutConfirm).result,
  )
    .toBe("failed");
  expect(
    toStep({ ...run, status: "invalid", verdict: "none" }, withoutConfirm)
      .result,
  )
    .toBe("inconclusive");
});

test("toStep() takes a run as inconclusive that could not measure an objective, and missed none", () => {
  const objective = { metric: "p99", is: "at most", limit: 1 } as const;
  const unknown = { ...objective, value: null, result: "unknown" } as const;
  const missed = { ...objective, value: 2, result: "missed" } as const;
  const run = {
    params: [toTestParam("metrics", 7)],
    status: "ok",
    verdict: "fail",
  } as const;
  const resultOf = (objectives: Run["objectives"]) =>
    toStep({ ...run, objectives }, withoutConfirm).result;
  expect(resultOf([unknown])).toBe("inconclusive");
  expect(resultOf([unknown, missed])).toBe("failed");
});

test("toStep() recognises a confirming run by all settings of `confirm`", () => {
  const params = [
    toTestParam("metrics", 7),
    toTestParam("duration", 150),
    toTestParam("users", 30),
  ];
  const judged = { status: "ok", verdict: "pass" } as const;
  const run = { params, ...judged, objectives: [] };
  const confirms = (settings: Record<string, number>) =>
    toStep(run, { parameter: "metrics", confirm: { runs: 1, settings } })
      .confirms;
  expect(confirms({ duration: 150 })).toBe(true);
  expect(confirms({ duration: 150, users: 30 })).toBe(true);
  expect(confirms({ duration: 150, users: 60 })).toBe(false);
  expect(confirms({ duration: 60 })).toBe(false);
});

test("toPlan() makes the longer runs of a search with their settings, in the same case", () => {
  const longer = toPlan({
    ...search!,
    axes: { targets: [5] },
    search: {
      ...search!.search!,
      confirm: { runs: 2, settings: { seconds: 9 } },
    },
  }, options);
  const done = doAll(longer, ({ values }) => ({
    verdict: Number(values.metrics) > 300 ? "fail" : "pass",
  }));
  const text = ({ params }: Run, key: string) =>
    params.find((one) => one.key === key)?.value;
  expect(done.map((run) => [text(run, "metrics"), text(run, "seconds")]))
    .toEqual([
      ...[["100", "3"], ["200", "3"], ["400", "3"]],
      ...[["200", "9"], ["200", "9"], ["400", "9"], ["400", "9"]],
    ]);
  expect(new Set(done.map(({ case_id }) => case_id)).size).toBe(3);
});

test("toPlan() searches on the systems in turn, each by its own runs", () => {
  const limits = new Map([["fast", 5000], ["slow", 150], ["middle", 700]]);
  const plan = toPlan(
    { ...search!, axes: { targets: [5] } },
    toTestPlanOptions(experiment, [...limits.keys()], { seed: 3 }),
  );
  const judge = ({ system, values }: PlannedRun): Partial<Run> => ({
    verdict: Number(values.metrics) > (limits.get(system) ?? 0)
      ? "fail"
      : "pass",
  });
  const done = doAll(plan, judge);
  const tried = (name: string) =>
    done.filter(({ system }) => system === name)
      .map(({ params }) => params.find(({ key }) => key === "metrics")?.number);
  expect(tried("slow")).toEqual([100, 200]);
  expect(tried("middle")).toEqual([100, 200, 400, 800]);
  expect(tried("fast")).toEqual([100, 200, 400, 800, 1600, 3200, 6400]);
  const rounds = [0, 3].map((start) =>
    done.slice(start, start + 3).map(({ system }) => system)
  );
  for (const round of rounds) expect(new Set(round).size).toBe(3);
  expect(rounds[0]).not.toEqual(rounds[1]);
  // A search that is resumed goes on as if it had not been interrupted.
  expect(plan.next(done.slice(0, 7))?.case_id).toBe(done[7]?.case_id);
});
