import { expect, test } from "vitest";
import { z } from "zod";
import { claimedReport } from "../../../../src/analysis/answers/claimed/claimed_report.ts";
import { answer } from "../../../../src/report/mod.ts";
import { withCommittedStore } from "../../../testing/committed_records.ts";

/** Operations that ended in the phase `measure` and succeeded, a second, of each run of the matrix. */
const rates = `
  WITH ends AS (
    SELECT run_id, min("at") FILTER (subject = 'measure') AS began, min("at") FILTER (subject = 'cool_down') AS over
    FROM events WHERE kind = 'phase' GROUP BY run_id),
  sizes AS (
    SELECT run_id, any_value(number) FILTER (key = 'nodes') AS nodes,
      any_value(number) FILTER (key = 'workers') AS workers,
      any_value(number) FILTER (key IN ('size', 'value_size')) AS size
    FROM params GROUP BY run_id),
  done AS (
    SELECT run_id, count(*) FILTER (outcome = 'ok') / any_value(date_diff('microseconds', began, over) / 1e6) AS rate
    FROM operations JOIN ends USING (run_id)
    WHERE kind IN ('get', 'put')
      AND started_at + to_microseconds((duration_s * 1e6)::BIGINT) BETWEEN began AND over GROUP BY run_id),
  here AS (
    SELECT nodes, workers, size, median(rate) AS rate FROM done JOIN sizes USING (run_id)
    SEMI JOIN (SELECT run_id FROM params WHERE key = 'preset' AND value = 'full') USING (run_id) GROUP BY ALL)`;

const Best = z.strictObject({
  nodes: z.number(),
  workers: z.number(),
  rate: z.number(),
});
const Ratios = z.strictObject({ n: z.number(), ratio: z.number() });
const Silence = z.strictObject({ fault: z.string(), seconds: z.number() });

test(
  "claimedReport() of the committed record agrees with SQL over its operations",
  () =>
    withCommittedStore(["repram", "cluster-claims"], async (store) => {
      const { tiles } = answer(
        (await claimedReport(store, {
          ...{ measured: "repram", claims: "cluster-claims" },
          ...{ system: "repram", size: "size", peers: "repram_peers_active" },
        })).answer,
      );
      const [most, , ratio, silence] = tiles;
      const toNumber = (text: string | undefined) =>
        Number(text?.replace(/[^\d.]/g, ""));

      const [best] = await store.query(
        Best,
        `${rates} SELECT nodes, workers, rate FROM here ORDER BY rate DESC LIMIT 1`,
      );
      expect(most?.label).toContain(
        `${best?.nodes} ${
          best?.nodes === 1 ? "node" : "nodes"
        }, ${best?.workers} workers`,
      );
      // Three digits are printed.
      expect(toNumber(most?.value) / (best?.rate ?? 0)).toBeCloseTo(1, 2);

      const [ratios] = await store.query(
        Ratios,
        `${rates}, printed AS (
           SELECT nodes, workers, size, any_value(value) FILTER (kind = 'throughput') AS rate
           FROM reported JOIN sizes USING (run_id)
           SEMI JOIN (SELECT run_id FROM params WHERE key = 'document' AND value <> '') USING (run_id)
           GROUP BY run_id, nodes, workers, size)
         SELECT count(*) AS n, median(here.rate / printed.rate) AS ratio
         FROM printed JOIN here USING (nodes, workers, size)`,
      );
      expect(ratio?.n).toBe(`n = ${ratios?.n} printed rows`);
      // Two digits are printed.
      expect(toNumber(ratio?.value) / (ratios?.ratio ?? 0)).toBeCloseTo(1, 1);

      // The longest time between two successes that began before healing, from the request for the fault on.
      const [longest] = await store.query(
        Silence,
        `WITH marks AS (
           SELECT run_id, min("at") FILTER (subject = 'fault') AS asked, min("at") FILTER (subject = 'heal') AS healed,
             min("at") FILTER (subject = 'cool_down') AS over
           FROM events WHERE kind = 'phase' GROUP BY run_id HAVING asked IS NOT NULL),
         done AS (
           SELECT run_id, started_at + to_microseconds((duration_s * 1e6)::BIGINT) AS done_at
           FROM operations WHERE kind IN ('get', 'put') AND outcome = 'ok'),
         gaps AS (
           SELECT run_id, asked, healed, done_at, lead(done_at) OVER (PARTITION BY run_id ORDER BY done_at) AS next_at
           FROM done JOIN marks USING (run_id) WHERE done_at <= over),
         longest AS (
           SELECT run_id, max(date_diff('microseconds', greatest(done_at, asked), next_at) / 1e6) AS seconds
           FROM gaps WHERE next_at > asked AND done_at < healed GROUP BY run_id)
         SELECT value AS fault, median(seconds) AS seconds FROM longest JOIN params USING (run_id)
         WHERE key = 'fault' GROUP BY ALL ORDER BY seconds DESC LIMIT 1`,
      );
      expect(silence?.label).toContain(longest?.fault);
      expect(silence?.unit).toBe("s");
      expect(toNumber(silence?.value) / (longest?.seconds ?? 0))
        .toBeCloseTo(1, 1);
    }),
  240_000,
);
