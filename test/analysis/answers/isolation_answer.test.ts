import { expect, test } from "vitest";
import { z } from "zod";
import { isolationAnswer } from "../../../src/analysis/answers/isolation_answer.ts";
import { downtimes } from "../../../src/analysis/recovery/downtime.ts";
import { answer } from "../../../src/report/mod.ts";
import { notebookHeadings } from "../../testing/notebook_headings.ts";
import { withCommittedStore } from "../../testing/committed_records.ts";

test("isolationAnswer() says that no node was isolated", () => {
  expect(answer(isolationAnswer([])).verdict).toBe("No run isolated a node.");
});

const Silent = z.strictObject({ system: z.string(), seconds: z.number() });

test(
  "isolationAnswer() of the committed record agrees with SQL over the seconds of its logs",
  () =>
    withCommittedStore(["cluster-isolation"], async (store) => {
      const runs = await downtimes(store, "cluster-isolation", {
        steadyFor: 5,
      });
      const { verdict, tiles, limits } = answer(isolationAnswer(runs));
      // Seconds between the isolation and the return in which no node's client made an increment.
      const silent = await store.query(
        Silent,
        `WITH marks AS (
         SELECT run_id, min("at") FILTER (kind = 'isolate') AS cut, min("at") FILTER (kind = 'rejoin') AS back
         FROM events WHERE detail = 'done' GROUP BY run_id),
       seconds AS (
         SELECT run_id, samples.at, sum(value) AS made FROM samples JOIN marks USING (run_id)
         WHERE metric = 'increments' AND samples.at > cut AND samples.at <= back GROUP BY run_id, samples.at)
       SELECT system, count(*) FILTER (made = 0) AS seconds FROM seconds JOIN runs USING (run_id)
       GROUP BY system ORDER BY seconds DESC`,
      );
      expect(tiles.map(({ label, value }) => [label, value.replace("≥ ", "")]))
        .toEqual(
          silent.map((
            { system, seconds },
          ) => [`Down, ${system}`, `${seconds}`]),
        );
      expect(verdict).toContain(`all increments of **${silent[0]?.system}**`);
      expect(notebookHeadings("cluster_isolation")).toEqual(
        expect.arrayContaining(limits.map(({ heading }) => heading)),
      );
    }),
  60_000,
);
