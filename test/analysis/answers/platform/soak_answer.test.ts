import { expect, test } from "vitest";
import {
  materialDrifts,
  slowestLoop,
  soakAnswer,
  untoldDrifts,
} from "../../../../src/analysis/answers/platform/soak_answer.ts";
import type { Drift } from "../../../../src/analysis/series/drift.ts";
import { answer } from "../../../../src/report/mod.ts";
import { notebookHeadings } from "../../../testing/notebook_headings.ts";
import { toBatchTimes, toPlatformRow } from "../../../testing/platform_rows.ts";
import { toSoak, toSoakStudy } from "../../../testing/platform_soaks.ts";

const day = Array.from({ length: 480 }, (_, i) => i);

const steady = (cells: number, level: number, run_id = `r${cells}`) =>
  toSoak({ cells, run_id }, {
    ConvergenceLRPDuration: {
      unit: "s",
      values: day.map((i) => level + (i % 7) / 1000),
    },
    RouteEmitterSyncDuration: { unit: "s", values: day.map(() => 2 * level) },
    PresentCells: { unit: "", values: day.map(() => cells) },
    LRPsMissing: { unit: "", values: day.map(() => 0) },
  });

const fezzik = [41.9, 43].map((seconds, i) => ({
  run: toPlatformRow({ run_id: `f${i}`, work: "tasks", cells: 10 }),
  times: toBatchTimes("task", [1, 2, seconds]),
}));

test("soakAnswer() says what the slowest loop took of its interval", () => {
  const study = toSoakStudy([steady(10, 0.05), steady(100, 0.3)], {
    batches: fezzik,
  });
  const { verdict, tiles, limits } = answer(soakAnswer(study));
  expect(verdict).toBe(
    "A simulated platform, 100 cells for 1 day: each of the 2 loops with an interval ended within it; the slowest, **convergence of instances**, took at most 306 ms of 30 s. No metric that has a red level reached it. No drift of 10 % or more is told.",
  );
  expect(tiles.map(({ label, value, unit, n, meaning }) => [
    ...[label, `${value} ${unit}`, n, meaning],
  ])).toEqual([
    [
      ...["Longest convergence, 100 cells for 1 day", "306 ms"],
      ...["n = 480 loops in 1 run", "ok"],
    ],
    [
      ...["Longest sync of routes, 100 cells for 1 day", "600 ms"],
      ...["n = 480 loops in 1 run", "ok"],
    ],
    [
      ...["Fewest cells present, 100 cells for 1 day", "100 of 100"],
      ...["n = 480 samples in 1 run", "ok"],
    ],
    [
      ...["Metrics at a red level of alert", "0 of 4"],
      ...["n = 2 runs of 1 day or more", "ok"],
    ],
    [
      ...["3 tasks at once done within", "43 s"],
      ...["n = 2 runs on 10 cells", "neutral"],
    ],
  ]);
  // Two metrics in two runs are no four metrics.
  expect(tiles[3]?.interval).toBe(
    "counted in each run; 0 at a yellow one",
  );
  const headings = notebookHeadings("platform_soak");
  expect(limits.map(({ label }) => label)).toEqual([
    ...["durations are assumed", "intervals are over simulated seeds"],
    "2 soaks of fewer than 3 runs",
  ]);
  for (const { heading } of limits) expect(headings).toContain(heading);
});

test("soakAnswer() names what was late, at a red level, or drifted", () => {
  const bad = toSoak({ cells: 10 }, {
    ConvergenceLRPDuration: {
      unit: "s",
      values: day.map((i) => i === 470 ? 45 : 1 + i / 100),
    },
    PresentCells: { unit: "", values: day.map((i) => i === 9 ? 8 : 10) },
  });
  const { verdict, tiles } = answer(
    soakAnswer(toSoakStudy([bad], { system: "cf" })),
  );
  expect(verdict).toBe(
    "cf, 10 cells for 1 day: **1 loop** took longer than the interval; the slowest, **convergence of instances**, took at most 45 s of 30 s. At a red level: **convergence of instances**. Drifting: convergence of instances.",
  );
  expect(tiles.map(({ meaning }) => meaning))
    .toEqual(["failed", "failed", "failed"]);
  expect(materialDrifts([bad]).map(({ row }) => row.budget.metric))
    .toEqual(["ConvergenceLRPDuration"]);
});

test("untoldDrifts() are those whose trend has no interval", () => {
  // A step makes neighbouring values depend on each other.
  const step = toSoak({ cells: 10 }, {
    ConvergenceLRPDuration: {
      unit: "s",
      values: day.map((i) => i < 200 ? 0.32 : 0.3),
    },
    PresentCells: { unit: "", values: day.map(() => 10) },
  });
  const untold: Drift = {
    ...{ slope: -1e-8, lower: null, upper: null, level: 0.3, n: 60 },
    ...{ correlation: 0.97 },
    verdict: "unknown",
  };
  const soak = {
    ...step,
    rows: step.rows.map((row) => ({ ...row, drift: untold })),
  };
  // The number of cells never changed: it did not drift.
  expect(untoldDrifts([soak]).map(({ row }) => row.budget.metric))
    .toEqual(["ConvergenceLRPDuration"]);
  expect(answer(soakAnswer(toSoakStudy([soak]))).verdict).toContain(
    "For 1 metric it cannot be told.",
  );
});

test("soakAnswer() answers without a soak, and without a loop", () => {
  const { verdict, tiles } = answer(soakAnswer(toSoakStudy([])));
  expect(verdict).toBe("No platform that counts was left alone.");
  expect(tiles).toEqual([]);
  const silent = toSoak({ cells: 10 }, {});
  expect(answer(soakAnswer(toSoakStudy([silent]))).verdict)
    .toContain("told nothing of its loops");
  expect(slowestLoop([silent])).toBeNull();
});
