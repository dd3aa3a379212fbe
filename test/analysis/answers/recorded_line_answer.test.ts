import { expect, test } from "vitest";
import { z } from "zod";
import { recordedLineAnswer } from "../../../src/analysis/answers/recorded_line_answer.ts";
import { loadLines } from "../../../src/analysis/recorded/load_line.ts";
import { answer } from "../../../src/report/mod.ts";
import { notebookHeadings } from "../../testing/notebook_headings.ts";
import { withCommittedStore } from "../../testing/committed_records.ts";

test("recordedLineAnswer() says that there is no line", () => {
  expect(answer(recordedLineAnswer([])).verdict)
    .toBe("No configuration has a load that held and one that broke.");
});

const Load = z.strictObject({ load: z.number(), killed: z.boolean() });

test(
  "recordedLineAnswer() of the committed record agrees with SQL over its cells",
  () =>
    withCommittedStore(["run-record"], async (store) => {
      const lines = await loadLines(store, {
        load: "datapoints_rate",
        varies: ["targets"],
        objectives: [
          {
            ...{ name: "no OOM kill", metric: "memory", annotation: "OOM" },
            ...{ is: "at most", value: 0 },
          },
        ],
      });
      const { verdict, tiles, limits } = answer(recordedLineAnswer(lines));
      // The runs with 200 metrics a target and values every 15 s were the last; killed ones say so in the row of memory.
      const loads = await store.query(
        Load,
        `SELECT max(value * 60) FILTER (kind = 'datapoints_rate' AND NOT struck) AS load,
         bool_or(kind = 'memory' AND annotation LIKE '%OOM%' AND NOT struck) AS killed
       FROM reported SEMI JOIN (
         SELECT run_id FROM params WHERE key = 'metrics_per_target' AND value = '200'
         INTERSECT SELECT run_id FROM params WHERE key = 'value_interval' AND value = '15') USING (run_id)
       GROUP BY run_id ORDER BY load`,
      );
      const held = loads.findLast(({ killed }) => !killed);
      const broke = loads.find(({ killed }) => killed);
      const text = (load?: number) => load?.toLocaleString("en-US") ?? "";
      expect(verdict).toContain(
        `between **${text(held?.load)}** and **${text(broke?.load)}**`,
      );
      expect(tiles[0]).toMatchObject({
        label: "200 metrics a target, values every 15 s",
        value: `${text(held?.load)} to ${text(broke?.load)}`,
        n: `n = ${loads.length} runs, 1 at the first; run last`,
      });
      expect(limits.map(({ label }) => label)).toContain("typed by hand");
      expect(notebookHeadings("run_record")).toEqual(
        expect.arrayContaining(limits.map(({ heading }) => heading)),
      );
    }),
  60_000,
);
