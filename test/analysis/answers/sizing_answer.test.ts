import { expect, test } from "vitest";
import { z } from "zod";
import { sizingAnswer } from "../../../src/analysis/answers/sizing_answer.ts";
import {
  placedSizes,
  sizingCoefficients,
} from "../../../src/analysis/recorded/published_sizing.ts";
import { runsByName } from "../../../src/analysis/recorded/runs_by_name.ts";
import { fitSizing, passedOn } from "../../../src/analysis/recorded/sizing.ts";
import { answer } from "../../../src/report/mod.ts";
import { notebookHeadings } from "../../testing/notebook_headings.ts";
import { withCommittedStore } from "../../testing/committed_records.ts";

test("sizingAnswer() says that the middle load is not listed", () => {
  expect(
    answer(sizingAnswer([], { coefficients: [], margin: 0.1 })).verdict,
  ).toBe("The middle load is not among those that are sized.");
});

const Disk = z.strictObject({ disk: z.number(), n: z.number() });

test(
  "sizingAnswer() of the committed record agrees with SQL over its runs",
  () =>
    withCommittedStore(["cos-sizing"], async (store) => {
      const runs = await runsByName(store);
      const model = fitSizing(passedOn(runs, { cpus: 8, memoryGb: 16 }));
      const margin = 0.1;
      const { tiles, limits } = answer(sizingAnswer(
        placedSizes(model, { runs, margin }),
        { coefficients: sizingCoefficients(model), margin },
      ));
      // Disk is two straight lines: over log lines where there are hardly any datapoints, and over datapoints of what is
      // left. The load is 3 million datapoints and 180,000 log lines a minute.
      const [disk] = await store.query(
        Disk,
        `WITH chosen AS (
         SELECT run_id, max(value) FILTER (key = 'loki_version') AS loki FROM params JOIN runs USING (run_id)
         WHERE verdict_text = 'PASS' GROUP BY run_id
         HAVING max(value) FILTER (key = 'cpus') = '8' AND max(value) FILTER (key = 'disk_type') = 'ssd'
           AND max(number) FILTER (key = 'memory') = 16e9),
       runs_of AS (
         SELECT run_id, any_value(loki) AS loki, max(value * 60) FILTER (kind = 'datapoints_rate') AS points,
           max(value * 60) FILTER (kind = 'log_lines_rate') AS lines,
           max(value * 86400 / 2 ** 30) FILTER (kind = 'storage_rate') AS disk
         FROM reported JOIN chosen USING (run_id) GROUP BY run_id),
       logs AS (SELECT regr_slope(disk, lines) AS slope, regr_intercept(disk, lines) AS start
         FROM runs_of WHERE loki = '2.9.2' AND points < 1000),
       rest AS (SELECT points, disk - (start + slope * lines) AS disk FROM runs_of, logs),
       metrics AS (SELECT regr_slope(disk, points) AS slope, regr_intercept(disk, points) AS start,
         regr_count(disk, points) AS n FROM rest)
       SELECT 1.1 * (logs.start + logs.slope * 180e3 + metrics.start + metrics.slope * 3e6) AS disk, n
       FROM logs, metrics`,
      );
      expect(tiles[2]).toMatchObject({
        value: String(Math.ceil(disk?.disk ?? 0)),
        unit: "GiB/day",
        n: expect.stringContaining(`and ${disk?.n} runs`),
      });
      expect(tiles.map(({ unit }) => unit))
        .toEqual(["cpus", "GB", "GiB/day", "of 6", "of 14"]);
      // 1.33 cpus and 3 GB of the need are constants as published, which no interval of a tile holds.
      expect(limits.map(({ label }) => label)).toContain(
        "fixed share as published, without interval",
      );
      expect(notebookHeadings("cos_sizing")).toEqual(
        expect.arrayContaining(limits.map(({ heading }) => heading)),
      );
    }),
  60_000,
);
