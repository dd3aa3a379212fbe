import { expect, test } from "vitest";
import { z } from "zod";
import { comparisonAnswer } from "../../../src/analysis/answers/comparison_answer.ts";
import { comparisonReport } from "../../../src/analysis/answers/comparison_report.ts";
import { answer } from "../../../src/report/mod.ts";
import { median } from "../../../src/statistics/mod.ts";
import { withCommittedStore } from "../../testing/committed_records.ts";
import { toComparedRun } from "../../testing/compared_runs.ts";
import {
  compareTestSides,
  fast,
  slow,
  withP95,
} from "../../testing/compared_sides.ts";
import { notebookHeadings } from "../../testing/notebook_headings.ts";

const names = { a: "before", b: "<after>" };

test("comparisonAnswer() names the largest change that is told, with its interval and the noise", () => {
  const found = compareTestSides(withP95("a", fast), withP95("b", slow));
  const { verdict, tiles, limits } = answer(comparisonAnswer(found, names));
  expect(verdict).toMatch(
    /^From \*\*before\*\* to \*\*&lt;after>\*\*, \*\*p95\*\* changed by \*\*\+\d+ %\*\*, worse, beyond chance\./,
  );
  expect(tiles.map(({ label }) => label)).toEqual([
    "Metrics told apart",
    "Change of p95",
    "Run to run, p95",
    "False alarms, sides shuffled",
    "Settings that differ beside",
  ]);
  expect(tiles[0]).toMatchObject({ value: "1", unit: "of 1" });
  expect(tiles[1]?.interval).toMatch(/^95 % interval .+; p 0\.029$/);
  expect(tiles[1]?.n).toBe("n = 4 and 4 runs");
  expect(tiles[2]).toMatchObject({ value: "11.2", unit: "%" });
  expect(tiles[2]?.interval).toMatch(/^of A; 6 % of B/);
  expect(limits.map(({ label }) => label))
    .toEqual(["one session: another day is not tested"]);
});

test("comparisonAnswer() says what hinders a verdict", () => {
  const verdictOf = (found: ReturnType<typeof compareTestSides>) =>
    answer(comparisonAnswer(found, names)).verdict;
  expect(verdictOf(compareTestSides(withP95("a", fast), [])))
    .toMatch(/^Nothing to compare: no run of \*\*.*after.*\*\* counts\.$/);
  expect(
    verdictOf(compareTestSides(withP95("a", [1, 2]), withP95("b", [1, 2]))),
  ).toMatch(/^Too few runs to tell .*: 2 more runs of each would do\.$/);
  expect(verdictOf(compareTestSides(withP95("a", fast), withP95("b", fast))))
    .toMatch(
      /^Nothing tells .* in 1 metric\. The largest change seen is \*\*±0 %\*\* of p95; a change of up to \*\*[−+]\d+ %\*\* is not excluded\.$/,
    );
  expect(
    verdictOf(
      compareTestSides(
        withP95("a", fast),
        withP95("b", slow, { session: "s2" }),
      ),
    ),
  ).toMatch(/^Whether .* changed \*\*p95\*\* cannot be told: .*\(session\)\.$/);
  const empty = [toComparedRun("a1")];
  expect(verdictOf(compareTestSides(empty, [toComparedRun("b1")])))
    .toMatch(/^Nothing to compare: .* share no case with values\.$/);
});

test("comparisonAnswer() fits its screen with names of any length", () => {
  const long = "x".repeat(500);
  const other = { case_id: `etcd ${long}` };
  const found = compareTestSides(
    [...withP95("a", fast), ...withP95("c", fast, other)],
    [...withP95("b", slow), ...withP95("d", slow, other)],
  );
  expect(() => answer(comparisonAnswer(found, { a: long, b: long })))
    .not.toThrow();
  const same = compareTestSides(
    [...withP95("a", fast), ...withP95("c", fast, other)],
    [...withP95("b", fast), ...withP95("d", fast, other)],
  );
  expect(() => answer(comparisonAnswer(same, { a: long, b: long })))
    .not.toThrow();
});

const Level = z.strictObject({ side: z.string(), values: z.array(z.number()) });

test(
  "comparisonAnswer() of the committed record agrees with SQL over its operations",
  () =>
    withCommittedStore(["cluster-faults"], async (store) => {
      const session = "session:20261129T002031Z";
      const { comparison, answer: parts, runs, effects } =
        await comparisonReport(store, {
          a: `${session},set:etcd_pre_vote=off`,
          b: `${session},set:etcd_pre_vote=on`,
          names: { a: "off", b: "on" },
          smallest: { relative: 0.05, points: 0.001 },
          ...{ metrics: [], varies: [], pool: ["fault"] },
          by: "",
          ...{ apdex: null, objective: null, cutWarmUp: false },
        });
      const levels = await store.query(
        Level,
        `SELECT value AS side, list(p99 ORDER BY run_id) AS values FROM measurements JOIN params USING (run_id)
         WHERE key = 'etcd_pre_vote' AND run_id IN (
           SELECT run_id FROM params WHERE key = 'session' AND value = '20261129T002031Z')
         GROUP BY ALL ORDER BY ALL`,
      );
      const p99 = comparison.metrics.find(({ metric }) =>
        metric === "p99"
      );
      expect(levels.map(({ values }) => values.length)).toEqual([20, 20]);
      expect([p99?.a.median, p99?.b.median])
        .toEqual(levels.map(({ values }) => median(values)));
      // One case of four pooled ones, of five runs of each side.
      expect(comparison.pairs).toHaveLength(1);
      expect(
        comparison.pairs[0]?.strata.map(({ a, b }) => [a.length, b.length]),
      )
        .toEqual(Array(4).fill([5, 5]));
      expect(runs?.points).toHaveLength(40);
      expect(effects.rows.length).toBeGreaterThan(2);
      const { tiles, limits } = answer(parts);
      expect(tiles).toHaveLength(5);
      expect(notebookHeadings("compare")).toEqual(
        expect.arrayContaining(limits.map(({ heading }) => heading)),
      );
    }),
  240_000,
);
