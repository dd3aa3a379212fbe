import { expect, test } from "vitest";
import {
  describeFill,
  describeSoaks,
} from "../../../../src/analysis/answers/platform/soak_finding.ts";
import { toSoak, toSoakStudy } from "../../../testing/platform_soaks.ts";

const day = Array.from({ length: 480 }, (_, i) => i);

const withLoops = (valueAt: (i: number) => number) =>
  toSoak({ cells: 10 }, {
    ConvergenceLRPDuration: { unit: "s", values: day.map(valueAt) },
  });

test("describeSoaks() describes a soak in which nothing happens", () => {
  const { markdown } = describeSoaks(toSoakStudy([withLoops(() => 0.3)]));
  expect(markdown).toBe(
    "- **10 cells for 1 day** (1 run): convergence of instances took at most 300 ms of its 30 s (1 %); none was later than the interval; no metric reached a level of alert.\n\nNo metric grew or fell by 10 % of its level or more over a soak, as far as its trend can be distinguished from none.",
  );
  expect(describeSoaks(toSoakStudy([])).markdown)
    .toBe("No run that counts was left alone.");
});

test("describeSoaks() names alerts, late loops and drifts", () => {
  const { markdown } = describeSoaks(
    toSoakStudy([withLoops((i) => i === 470 ? 45 : 1 + i / 100)]),
  );
  expect(markdown).toContain("1 loop was later than the interval");
  expect(markdown).toContain(
    "at a level of alert: convergence of instances (red)",
  );
  expect(markdown).toContain(
    "**convergence of instances** grows by 4.8 s a day on 10 cells for 1 day, from a level of",
  );
});

test("describeFill() compares few instances with most, on the largest platform", () => {
  const point = {
    series: "10 cells",
    instances: 48,
    n: 9,
    median: 0.02,
    p95: null,
  };
  const large = { ...point, series: "100 cells" };
  const { markdown } = describeFill([{
    ...{ label: "sync of routes", unit: "s" },
    points: [
      point,
      { ...large, instances: 430.5, median: 0.033 },
      { ...large, instances: 8170, median: 0.321 },
    ],
  }]);
  expect(markdown).toBe(
    "- **sync of routes**, 100 cells: 33 ms with about 431 instances, 321 ms with about 8,170 (medians).",
  );
  expect(describeFill([]).markdown).toContain("No run was sampled");
});
