import { expect, test } from "vitest";
import { claimedReport } from "../../../../src/analysis/answers/claimed/claimed_report.ts";
import { answer } from "../../../../src/report/mod.ts";
import {
  claimedNames,
  withClaimedStore,
} from "../../../testing/claimed_rows.ts";
import { notebookHeadings } from "../../../testing/notebook_headings.ts";
import { withTestStore } from "../../../testing/records.ts";

test("claimedReport() sets what was measured beside what is printed, and what a fault does", () =>
  withClaimedStore(async (store) => {
    const report = await claimedReport(store, claimedNames);
    const { verdict, tiles, limits } = answer(report.answer);
    expect(verdict).toBe(
      "Whether more nodes carry more on one machine cannot be told. The rate here is **2 times** what a document prints. In 1 of 1 fault of 5 s nothing succeeded for half of that or longer, the median up to **4 s**.",
    );
    expect(tiles.map(({ label, value, unit, n }) => [label, value, unit, n]))
      .toEqual([
        [
          ...["Most carried, 1 node, 10 workers, 1 KiB", "50.0"],
          ...["operations/s", "n = 1 run"],
        ],
        [
          ...["Succeeded, without a fault", "100.00", "%"],
          "n = 700 operations",
        ],
        ["Rate here / rate as printed", "× 2", "", "n = 1 printed row"],
        ["Nothing succeeds, kill-leader", "4", "s", "n = 1 run"],
        ["Failed or late, kill-leader", "26", "%", "n = 1 run"],
      ]);
    expect(limits.map(({ label }) => label)).toEqual([
      "1 run of a case",
      "nodes and load share one machine",
      "a closed loop waits out a fault",
      "1 of 3 runs were no single cluster",
      "1 of 1 printed latencies miss workers / rate",
    ]);
    expect(notebookHeadings("repram")).toEqual(
      expect.arrayContaining(limits.map(({ heading }) => heading)),
    );
    expect(report.runs.map(({ run_id, value_size }) => [run_id, value_size]))
      .toEqual([["a", 1024], ["b", 1024], ["r1", 1024]]);
    expect(report.rates.map(({ doubtful }) => doubtful)).toEqual([false, true]);
    expect(report.published?.points).toHaveLength(1);
    const {
      matrix,
      claims,
      speedUps,
      stress,
      faults,
      splits,
      falls,
      runs,
      faultRuns,
    } = report.tables;
    expect(
      [matrix, claims, speedUps, stress, faults, splits, falls, runs, faultRuns]
        .map((
          { rows },
        ) => rows.length),
    ).toEqual([2, 2, 1, 0, 1, 1, 0, 2, 1]);
  }));

test("claimedReport() of a store without runs says so", () =>
  withTestStore([], async (store) => {
    const report = await claimedReport(store, claimedNames);
    const { verdict, tiles } = answer(report.answer);
    expect(verdict).toBe(
      "No larger cluster can be compared with a smaller one. No case that a document prints was measured. No fault was run.",
    );
    expect(tiles).toEqual([]);
    expect([report.rates, report.published]).toEqual([[], null]);
  }));
