import { expect, test } from "vitest";
import { z } from "zod";
import { claimsAnswer } from "../../../src/analysis/answers/claims_answer.ts";
import { reportedClaims } from "../../../src/analysis/scaling/reported_claims.ts";
import { answer } from "../../../src/report/mod.ts";
import { notebookHeadings } from "../../testing/notebook_headings.ts";
import { withCommittedStore } from "../../testing/committed_records.ts";

test("claimsAnswer() does not take agreement for proof", () => {
  expect(answer(claimsAnswer({ claims: [], findings: [] })).verdict).toBe(
    "None of 0 valid results contradicts itself, which does not prove that they were measured.",
  );
});

const Rows = z.strictObject({ n: z.number() });
const Law = z.strictObject({ n: z.number(), broken: z.number() });

test(
  "claimsAnswer() of the committed record agrees with SQL over its figures",
  () =>
    withCommittedStore(["cluster-claims"], async (store) => {
      const { verdict, tiles, limits } = answer(
        claimsAnswer(await reportedClaims(store, "cluster-claims")),
      );
      // Workers = rate × mean latency, within a factor of two, of runs that are ok.
      const [law] = await store.query(
        Law,
        `WITH figures AS (
         SELECT run_id, max(value) FILTER (kind = 'throughput') AS rate,
           max(value) FILTER (kind = 'latency' AND statistic = 'mean') AS latency
         FROM reported GROUP BY run_id),
       busy AS (
         SELECT rate * latency / any_value(number) AS share FROM figures JOIN params USING (run_id) JOIN runs USING (run_id)
         WHERE key = 'workers' AND status = 'ok' GROUP BY run_id, rate, latency)
       SELECT count(*) AS n, count(*) FILTER (share NOT BETWEEN 0.5 AND 2) AS broken FROM busy`,
      );
      expect(tiles[1]).toMatchObject({
        value: String(law?.broken),
        unit: `of ${law?.n}`,
        meaning: "failed",
      });
      // Rows of documents name theirs; files that the tool wrote name none.
      const [rows] = await store.query(
        Rows,
        "SELECT count(*) AS n FROM params JOIN runs USING (run_id) WHERE key = 'document' AND status = 'ok'",
      );
      const printed = rows?.n ?? 0;
      expect(printed).toBe(10);
      expect(limits[0]?.label).toMatch(/^10 printed rows and 2 results/);
      expect(tiles.map(({ n }) => n)).toEqual([
        "n = 12 valid results",
        "n = 12 results that can be asked, 10 printed",
        "n = 12 valid results",
        ...Array(2).fill("n = 2 results that can be asked, none printed"),
      ]);
      expect(verdict).toMatch(
        new RegExp(
          `^\\*\\*None of the ${law?.n} valid results\\*\\* \\(${printed} printed rows and ${
            (law?.n ?? 0) - printed
          } results of its tool\\)`,
        ),
      );
      expect(notebookHeadings("cluster_claims")).toEqual(
        expect.arrayContaining(limits.map(({ heading }) => heading)),
      );
    }),
  60_000,
);
