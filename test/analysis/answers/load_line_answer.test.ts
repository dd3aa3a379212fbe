import { expect, test } from "vitest";
import { z } from "zod";
import { loadLineAnswer } from "../../../src/analysis/answers/load_line_answer.ts";
import {
  loadLineSearches,
  poolSearches,
} from "../../../src/analysis/monitoring/load_line_searches.ts";
import {
  type MonitoringReport,
  monitoringReport,
} from "../../../src/analysis/monitoring/monitoring_report.ts";
import type { MonitoringRun } from "../../../src/analysis/monitoring/monitoring_runs.ts";
import { answer } from "../../../src/report/mod.ts";
import { notebookHeadings } from "../../testing/notebook_headings.ts";
import { withCommittedStore } from "../../testing/committed_records.ts";
import { toTestMonitoringRun as toRun } from "../../testing/monitoring_runs.ts";

const broken = "ooms is not at most 0: 1";

/** Answers from the lines of these runs, with no other part of a report. */
function answerOf(runs: readonly MonitoringRun[]) {
  const report = {
    pools: poolSearches(loadLineSearches(runs)),
    soaks: runs.filter(({ setting }) => setting("preset") === "soak"),
  } as Pick<MonitoringReport, "pools" | "soaks"> as MonitoringReport;
  return answer(loadLineAnswer(report));
}

test("loadLineAnswer() gives the bracket, and the line of most runs where it is another", () => {
  const { verdict, tiles, limits } = answerOf([
    toRun({ metrics: 100 }),
    toRun({ metrics: 200, broken }),
    toRun({ metrics: 200 }),
    toRun({ metrics: 200 }),
    toRun({ metrics: 300, broken }),
    toRun({ metrics: 100, targets: 20, flushes: 2 }),
  ]);
  expect(verdict).toMatch(
    /^With 0\.5 GiB and 1 core, Prometheus 2\.42\.0 carries between \*\*40,000\*\* and \*\*80,000\*\* datapoints\/min\. Most runs held up to 80,000:/,
  );
  expect(tiles.map(({ label, value, interval }) => [label, value, interval]))
    .toEqual([
      ["Every run held up to", "40,000", expect.stringContaining("95 %")],
      ["A run broke from", "80,000", "1 of 3 broke: kills for want of memory"],
      ["Most runs held up to", "80,000", "most broke at 120,000"],
      [
        expect.stringContaining("Every run held, 20 targets"),
        "80,000",
        "none broke",
      ],
    ]);
  expect(limits.map(({ label }) => label)).toEqual(expect.arrayContaining([
    "provisional: no head flush",
    "steps of 1 min, blocks of 2 h",
  ]));
});

test("loadLineAnswer() says what was not found", () => {
  expect(answerOf([]).verdict).toBe("No search is on record.");
  expect(answerOf([toRun({ metrics: 100 })]).verdict)
    .toContain("carries at least **40,000** datapoints/min: no run broke.");
  expect(answerOf([toRun({ metrics: 100, broken })]).verdict)
    .toContain("has no load at which every run held.");
});

const Level = z.strictObject({
  rate: z.number(),
  runs: z.number(),
  broke: z.number(),
});

test(
  "loadLineAnswer() of the committed record agrees with SQL over its events and queries",
  () =>
    withCommittedStore(["monitoring-load", "run-record"], async (store) => {
      const { tiles, limits } = answer(
        loadLineAnswer(await monitoringReport(store)),
      );
      // Runs of the searches of Prometheus 2.42 with blocks of a minute and our own targets; broken by a kill before the load
      // ended, which outlasts the phase that counts, or by less than 99.5 % of the queries that were due in that phase. Ten
      // series a metric, ten targets, a scrape each 15 s. Pacing and ingested share are not asked: no run missed them alone.
      const levels = await store.query(
        Level,
        `WITH chosen AS (
         SELECT run_id, max(value) FILTER (key = 'metrics')::INT * 10 * 10 * 60 / 15 AS rate
         FROM params JOIN runs USING (run_id)
         WHERE experiment = 'monitoring-load' AND starts_with(system_version, '2.42') AND status = 'ok'
         GROUP BY run_id HAVING max(value) FILTER (key = 'block_duration') = '60'
           AND max(value) FILTER (key = 'exporter') = 'loadline' AND max(value) FILTER (key = 'preset') LIKE 'search%'),
       over AS (SELECT run_id, min("at") AS over FROM events WHERE kind = 'load_ended' GROUP BY run_id),
       kills AS (SELECT run_id, count(*) AS kills FROM events JOIN over USING (run_id)
         WHERE kind = 'oom' AND "at" < over GROUP BY run_id),
       success AS (SELECT run_id, avg((outcome = 'ok')::INT) AS ok FROM measured
         WHERE kind IN ('incremental', 'big') GROUP BY run_id)
       SELECT rate, count(*) AS runs, count(*) FILTER (coalesce(kills, 0) > 0 OR ok < 0.995) AS broke
       FROM chosen LEFT JOIN kills USING (run_id) JOIN success USING (run_id) GROUP BY rate ORDER BY rate`,
      );
      const first = levels.findIndex(({ broke }) => broke > 0);
      const text = (rate: number | undefined) => rate?.toLocaleString("en-US");
      expect(tiles.slice(0, 2)).toMatchObject([
        {
          value: text(levels[first - 1]?.rate),
          n: `n = ${levels[first - 1]?.runs} runs at this load`,
        },
        {
          value: text(levels[first]?.rate),
          n: `n = ${levels[first]?.runs} runs at this load`,
          interval: expect.stringMatching(
            `^${levels[first]?.broke} of ${levels[first]?.runs} broke`,
          ),
        },
      ]);
      // A tie counts as broken: most held no more than the sure line, so it has no tile.
      const most = levels.filter(({ runs, broke }) => broke >= runs / 2);
      expect(most[0]).toBe(levels[first]);
      expect(tiles.map(({ label }) => label)).not
        .toContain("Most runs held up to");
      expect(notebookHeadings("monitoring_load")).toEqual(
        expect.arrayContaining(limits.map(({ heading }) => heading)),
      );
    }),
  240_000,
);
