import { expect, test } from "vitest";
import { insertRuns } from "../../../src/store/change/insert_runs.ts";
import { openMemory } from "../../../src/store/open.ts";
import { Store } from "../../../src/store/store.ts";
import {
  toTestParam,
  toTestRun,
  withTempFolder,
} from "../../testing/records.ts";

test.each<[what: string, count: number, notes: string]>([
  ["of several threads", 6000, "x".repeat(1000)],
  // Each pair of characters has three UTF-16 units, and six bytes.
  ["of three megabytes", 20, "é😀".repeat(2 ** 19)],
])(
  "insertRuns() keeps runs with lines %s, in order",
  (_, count, notes) =>
    withTempFolder(async (folder) => {
      const runs = Array.from({ length: count }, (_, i) =>
        toTestRun(`r${i}`, {
          notes: `${i} ${notes}`,
          params: [toTestParam("rate", i), toTestParam("size", -i)],
        }));
      using store = new Store(
        await openMemory((connection) =>
          insertRuns(connection, runs, { folder, naming: "id" })
        ),
      );
      expect((await store.rows("SELECT run_id, notes FROM runs")).rows)
        .toEqual(runs.map(({ run_id, notes }) => ({ run_id, notes })));
      const params = await store.rows(
        "SELECT run_id, key, number::INTEGER AS number FROM params",
      );
      expect(params.rows).toEqual(
        runs.flatMap(({ run_id, params }) =>
          params.map(({ key, value }) => ({
            run_id,
            key,
            number: Number(value),
          }))
        ),
      );
    }),
);
