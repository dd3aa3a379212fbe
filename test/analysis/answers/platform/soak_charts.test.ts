import { expect, test } from "vitest";
import {
  batchPanels,
  fillPanels,
  loopRows,
  soakFigures,
} from "../../../../src/analysis/answers/platform/soak_charts.ts";
import {
  BEGIN,
  toBatchTimes,
  toPlatformRow,
} from "../../../testing/platform_rows.ts";
import { toSoak } from "../../../testing/platform_soaks.ts";

const day = Array.from({ length: 480 }, (_, i) => i);

const soak = toSoak({ cells: 10 }, {
  ConvergenceLRPDuration: { unit: "s", values: day.map((i) => 0.1 + i / 1e4) },
  PresentCells: { unit: "", values: day.map(() => 10) },
  AuctioneerLRPAuctionsFailed: { unit: "", values: day.map(() => 0) },
  LRPsRunning: { unit: "", values: day.map((i) => 2 * i) },
});
const again = { ...soak, run: { ...soak.run, run_id: "r2", repetition: 2 } };

test("loopRows() has the times of all soaks of a name against their limits", () => {
  const [row, ...others] = loopRows([soak, again]);
  expect(others).toEqual([]);
  expect(row).toMatchObject({
    ...{ label: "convergence of instances", interval: 30, yellow: 10, red: 20 },
    times: [{ series: "10 cells for 1 day", n: 960 }],
  });
  expect(row?.times[0]?.max).toBeCloseTo(0.1479, 6);
  expect(loopRows([])).toEqual([]);
});

test("soakFigures() has a figure for each length, with one run of each name", () => {
  const week = toSoak({ cells: 100, end_at: BEGIN + 7 * 86_400 }, {
    PresentCells: { unit: "", values: day.map(() => 100) },
  });
  const figures = soakFigures([week, soak, again]);
  expect(figures.map(({ length, clock }) => [length, clock.until]))
    .toEqual([["1 day", 86_400], ["7 days", 604_800]]);
  const [first] = figures;
  expect(
    first?.panels.map(({ label, log, lines }) => [
      ...[label, log, lines.length],
    ]),
  ).toEqual([
    ["convergence of instances", true, 1],
    ["cells present", false, 1],
    ["instances that run", false, 1],
  ]);
  const [, second] = first?.panels[0]?.lines[0]?.points ?? [];
  expect(second?.seconds).toBe(180);
  expect(second?.value).toBeCloseTo(0.1001, 9);
});

test("fillPanels() has the levels of each time from empty to full", () => {
  const [panel] = fillPanels([soak]);
  expect(panel?.label).toBe("convergence of instances");
  expect(panel?.points).toHaveLength(10);
  expect(panel?.points[0]).toMatchObject({ instances: 47, n: 48 });
  expect(panel?.points[0]?.median).toBeCloseTo(0.10235, 6);
});

test("batchPanels() has a panel for each kind of work", () => {
  const run = toPlatformRow({ work: "tasks", cells: 10 });
  const times = toBatchTimes("task", [1, 2]);
  const panels = batchPanels([
    { run, times },
    { run: { ...run, work: "instances" }, times },
  ]);
  expect(panels.map(({ label, curves }) => [label, curves[0]?.series]))
    .toEqual([["tasks", "2 on 10 cells"], ["instances", "2 on 10 cells"]]);
});
