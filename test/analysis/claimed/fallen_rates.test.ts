import { expect, test } from "vitest";
import {
  fallenRates,
  fallenRateTable,
} from "../../../src/analysis/claimed/fallen_rates.ts";
import type { Rows, Run } from "../../../src/record/mod.ts";
import { toCaseRows, withClaimedStore } from "../../testing/claimed_rows.ts";
import { atSecond } from "../../testing/fault_run.ts";
import {
  toTestOperation,
  toTestParam,
  withTestStore,
} from "../../testing/records.ts";
import { textsOf } from "../../testing/scale_studies.ts";

/** A run of 10 s with so many operations in each of its seconds, and three in the second before. */
function toSeconds(
  id: string,
  counts: readonly number[],
): [Run, Partial<Rows>] {
  const [run, rows] = toCaseRows(id, { nodes: 3, rate: 0 });
  return [run, {
    ...rows,
    operations: [3, ...counts].flatMap((count, i) =>
      Array.from({ length: count }, (_, k) =>
        toTestOperation(id, {
          ...{ operation_id: `${i}-${k}`, kind: "put", subject: "node-0" },
          ...{ started_at: atSecond(i - 0.9 + k / 20), duration_s: 0.01 },
        }))
    ),
  }];
}

test("fallenRates() finds runs whose rate fell for good, and counts the operations until then", () =>
  withTestStore([
    toSeconds("back", [8, 8, 8, 8, 8, 8, 8, 1, 1, 8]),
    toSeconds("fell", [8, 8, 8, 1, 8, 8, 8, 3, 3, 2]),
    toSeconds("half", [8, 8, 8, 8, 8, 8, 8, 4, 4, 4]),
    toSeconds("stopped", [8, 8, 8, 8, 8, 8, 8, 8, 0, 0]),
    toSeconds("idle", [0, 0, 0, 0, 0, 0, 0, 0, 0, 0]),
  ], async (store) => {
    const rows = await fallenRates(store, "own");
    expect(rows).toEqual([
      {
        ...{ run_id: "fell", case_id: "nodes=3", repetition: 1 },
        ...{ before: 8, last: 2, operations: 52 },
      },
      {
        ...{ run_id: "stopped", case_id: "nodes=3", repetition: 1 },
        ...{ before: 8, last: 0, operations: 67 },
      },
    ]);
    expect(textsOf(fallenRateTable(rows))[0]?.slice(1)).toEqual([
      ...["1", "8", "52", "2"],
    ]);
    expect(await fallenRates(store, "other")).toEqual([]);
  }));

test("fallenRates() counts operations within the timeout of their run", () => {
  const toSlowEnd = (
    id: string,
    timeout: number | null,
  ): [Run, Partial<Rows>] => {
    const [run, { operations = [], ...rows }] = toSeconds(
      id,
      [8, 8, 8, 8, 8, 8, 8, 8, 8, 8],
    );
    const params = timeout === null ? [] : [toTestParam("timeout", timeout)];
    return [{ ...run, params: [...run.params, ...params] }, {
      ...rows,
      operations: operations.map((one) => ({
        ...one,
        duration_s: Number(one.operation_id.split("-")[0]) > 7 ? 0.2 : 0.01,
      })),
    }];
  };
  return withTestStore([
    toSlowEnd("late", 0.1),
    toSlowEnd("patient", 0.2),
    toSlowEnd("without", null),
  ], async (store) => {
    expect(await fallenRates(store, "own")).toEqual([{
      ...{ run_id: "late", case_id: "nodes=3", repetition: 1 },
      ...{ before: 8, last: 0, operations: 59 },
    }]);
  });
});

test("fallenRates() finds none where a fault passes and the rate comes back", () =>
  withClaimedStore(async (store) => {
    expect(await fallenRates(store, "own")).toEqual([]);
  }));

test("fallenRateTable() without rows says so", () => {
  expect(fallenRateTable([]).headline).toMatch(/^No rate/);
});
