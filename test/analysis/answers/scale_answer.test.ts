import { expect, test } from "vitest";
import { z } from "zod";
import { scaleAnswer } from "../../../src/analysis/answers/scale_answer.ts";
import { scaleStudy } from "../../../src/analysis/scaling/scale_study.ts";
import { answer } from "../../../src/report/mod.ts";
import { notebookHeadings } from "../../testing/notebook_headings.ts";
import { withCommittedStore } from "../../testing/committed_records.ts";
import { toTestMeasuredRuns } from "../../testing/measured_runs.ts";
import { toTestStudy } from "../../testing/scale_studies.ts";

test("scaleAnswer() says whether more nodes carry less, and what carried most", () => {
  const { verdict, tiles } = answer(scaleAnswer(toTestStudy([
    ...toTestMeasuredRuns([1000, 1010, 1020, 1030, 1040], { nodes: 1 }),
    ...toTestMeasuredRuns([500, 510, 520, 530, 540], { nodes: 3 }),
  ])));
  expect(verdict).toBe(
    "On one machine, more nodes of etcd 3.4 carry **less**: in 1 of 1 comparisons every run of the larger cluster was slower than the smallest cluster's. The most was **1,020 operations/s**, with 1 node, 25 workers, 1 KiB.",
  );
  expect(tiles.map(({ value, unit }) => `${value} ${unit}`)).toEqual([
    "1 of 1",
    "1,020 operations/s",
    "100.00 %",
  ]);
});

test("scaleAnswer() says why no comparison is told by itself", () => {
  const told = (runs: readonly number[], slower: readonly number[]) =>
    answer(scaleAnswer(toTestStudy([
      ...toTestMeasuredRuns(runs, { nodes: 1 }),
      ...toTestMeasuredRuns(slower, { nodes: 3 }),
    ]))).tiles[0]?.interval;
  expect(told([1000, 1010], [500, 510]))
    .toMatch(/; too few runs to tell one by one$/);
  expect(told([1, 3, 5, 7, 9], [2, 4, 6, 8, 10]))
    .toMatch(/; none told one by one$/);
  expect(told([10, 11, 12, 13, 14], [5, 6, 7, 8, 9]))
    .toMatch(/; 1 told one by one$/);
});

test("scaleAnswer() ranks each session by itself", () => {
  const { verdict, tiles } = answer(scaleAnswer(toTestStudy([
    ...toTestMeasuredRuns([1000, 1010], { nodes: 1 }),
    ...toTestMeasuredRuns([500, 510], { nodes: 3 }),
    ...toTestMeasuredRuns([3000], { nodes: 1, session: "t" }),
  ])));
  expect(verdict).toMatch(
    /The most was \*\*1,010 operations\/s\*\* in session 1 and \*\*3,000\*\* in session 2, with 1 node\.$/,
  );
  expect(tiles.map(({ label }) => label)).toContain(
    "Most in session 2, 1 node, 25 workers, 1 KiB",
  );
});

test("scaleAnswer() says what two runs cannot tell, and that nothing was run", () => {
  const two = toTestStudy([
    ...toTestMeasuredRuns([1000, 400], { nodes: 1 }),
    ...toTestMeasuredRuns([500, 510], { nodes: 3 }),
  ]);
  expect(answer(scaleAnswer(two)).verdict).toMatch(
    /^Whether more nodes of etcd 3\.4 carry more on one machine cannot be told\./,
  );
  expect(answer(scaleAnswer(toTestStudy([]))).verdict).toMatch(
    /^No larger cluster can be compared/,
  );
});

const Case = z.strictObject({
  case_id: z.string(),
  n: z.number(),
  rate: z.number(),
});
const Sums = z.strictObject({ due: z.number(), ok: z.number() });

test(
  "scaleAnswer() of the committed record agrees with SQL over its operations",
  () =>
    withCommittedStore(["cluster-scale"], async (store) => {
      const study = await scaleStudy(store, "cluster-scale", {
        system: "etcd",
      });
      const { tiles, limits } = answer(scaleAnswer(study));
      const session = study.sessions[0]?.session ?? "";
      // Operations that ended in the phase `measure` and succeeded, a second; none is late in a closed loop.
      const [best] = await store.query(
        Case,
        `WITH ends AS (
         SELECT run_id, min("at") FILTER (subject = 'measure') AS began, min("at") FILTER (subject = 'cool_down') AS over
         FROM events WHERE kind = 'phase' GROUP BY run_id),
       rates AS (
         SELECT run_id, count(*) FILTER (outcome = 'ok') / any_value(date_diff('microseconds', began, over) / 1e6) AS rate
         FROM operations JOIN ends USING (run_id)
         WHERE kind IN ('get', 'put')
           AND started_at + to_microseconds((duration_s * 1e6)::BIGINT) BETWEEN began AND over GROUP BY run_id)
       SELECT case_id, count(*) AS n, median(rate) AS rate FROM rates JOIN runs USING (run_id)
       SEMI JOIN (SELECT run_id FROM params WHERE key = 'session' AND value = $1) USING (run_id)
       WHERE system = 'etcd' GROUP BY case_id ORDER BY rate DESC LIMIT 1`,
        [session],
      );
      const shown = Number(tiles[1]?.value.replaceAll(",", ""));
      expect(Math.abs(shown - (best?.rate ?? 0))).toBeLessThan(50);
      expect(tiles[1]?.n).toBe(`n = ${best?.n} runs`);
      const [sums] = await store.query(
        Sums,
        `SELECT count(*) AS due, count(*) FILTER (outcome = 'ok') AS ok
       FROM operations JOIN (
         SELECT run_id, min("at") FILTER (subject = 'measure') AS began, min("at") FILTER (subject = 'cool_down') AS over
         FROM events WHERE kind = 'phase' GROUP BY run_id) USING (run_id) JOIN runs USING (run_id)
       WHERE system = 'etcd' AND kind IN ('get', 'put') AND operations.started_at >= began AND operations.started_at < over`,
      );
      const succeeded = tiles.find(({ label }) =>
        label === "Operations that succeeded"
      );
      expect(succeeded?.n).toBe(
        `n = ${sums?.due.toLocaleString("en-US")} operations`,
      );
      expect(sums?.ok).toBe(sums?.due);
      expect(notebookHeadings("cluster_scale")).toEqual(
        expect.arrayContaining(limits.map(({ heading }) => heading)),
      );
    }),
  240_000,
);
