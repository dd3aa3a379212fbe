import { expect, test } from "vitest";
import { loadStore, Store } from "../../../src/store/mod.ts";
import {
  toTestRun,
  withTempFolder,
  writeTestRun,
} from "../../testing/records.ts";

function withParts(
  count: number,
  body: (data: string, store: string) => Promise<void>,
): Promise<void> {
  return withTempFolder(async (data) => {
    for (let i = 1; i <= count; i++) {
      const run = toTestRun(`r${i}`);
      await writeTestRun(data, run, {
        samples: [1, 2, 3].map((value) => ({
          run_id: run.run_id,
          source: "node-0",
          metric: "cpu",
          unit: "1",
          at: null,
          value: 10 * i + value,
        })),
      });
    }
    await body(data, `${data}/store.duckdb`);
  });
}

/** Returns how many rows each run has in the store, and its warnings. */
async function loaded(path: string) {
  using store = await Store.open(path);
  const { rows } = await store.rows(
    "SELECT run_id, count(*) AS n, sum(value) AS sum FROM samples GROUP BY ALL ORDER BY sum",
  );
  const { rows: warnings } = await store.rows(
    "SELECT part, code, n FROM warnings ORDER BY ALL",
  );
  return { rows, warnings };
}

test("insertTogether() gives the rows of every part, more than one group of them", () =>
  withParts(70, async (data, path) => {
    const begun: number[] = [];
    const { loaded: parts } = await loadStore(data, path, {
      onProgress: (done) => void begun.push(done),
    });
    expect([parts, begun]).toEqual([70, [0, 64]]);
    const { rows, warnings } = await loaded(path);
    expect(rows).toHaveLength(70);
    expect(rows[69]).toEqual({ run_id: "r70", n: 3, sum: 2106 });
    expect(warnings).toEqual([]);
  }));

test.each([
  [
    "a row of another part",
    "r1,node-0,cpu,1,,22\n",
    { part: "r2", code: "stray-rows", n: 1 },
    { run_id: "r2", n: 3, sum: 66 },
  ],
  [
    "a row that is invalid",
    "r2,node-0,cpu,1,,NaN\n",
    { part: "r2", code: "row-rejected", n: 1 },
    { run_id: "r2", n: 3, sum: 66 },
  ],
])(
  "insertTogether() leaves %s to the part itself, which tells of it",
  (_, line, warning, row) =>
    withParts(3, async (data, path) => {
      const folder = `${data}/kv/r2`;
      await Deno.writeTextFile(`${folder}/samples.csv`, line, { append: true });
      // Without its manifest nobody knows that it has a row more.
      await Deno.remove(`${folder}/tables.json`).catch(() => {});
      expect(await loadStore(data, path)).toMatchObject({ loaded: 3 });
      const { rows, warnings } = await loaded(path);
      expect(warnings).toEqual([warning]);
      expect(rows).toHaveLength(3);
      expect(rows[1]).toEqual(row);
    }),
);

test("insertTogether() leaves a damaged part out, and no other", () =>
  withParts(3, async (data, path) => {
    await Deno.writeTextFile(`${data}/kv/r2/samples.csv`, 'r2,"', {
      append: true,
    });
    await Deno.writeTextFile(`${data}/kv/r2/tables.json`, "{");
    const { leftOut } = await loadStore(data, path);
    expect(leftOut.map(({ part }) => part)).toEqual(["r2"]);
    const { rows } = await loaded(path);
    expect(rows.map(({ run_id }) => run_id)).toEqual(["r1", "r3"]);
  }));
