import { expect, test } from "vitest";
import { z } from "zod";
import {
  appendRuns,
  isLoad,
  operationKinds,
  sourceKind,
  sources,
} from "../../src/record/mod.ts";
import { quantiles } from "../../src/statistics/mod.ts";
import { loadStore, Store } from "../../src/store/mod.ts";
import {
  toTestOperation,
  toTestParam,
  toTestRun,
  withTempFolder,
  withTestStore,
  writeTestRun,
} from "../testing/records.ts";

const Phase = z.object({
  run_id: z.string(),
  phase: z.string(),
  began: z.string(),
  ended: z.string().nullable(),
});

test("phases that begin in the same millisecond keep their order of arrival", () =>
  withTempFolder(async (data) => {
    const at = "2026-01-02T00:00:00.000Z";
    const later = "2026-01-02T00:00:01.000Z";
    // Enough interleaved runs of one import that a sort by time alone changes the order.
    const runs = Array.from(
      { length: 50 },
      (_, i) => toTestRun(`r${i + 10}`, { part: "r10" }),
    );
    const names = Array.from({ length: 20 }, (_, i) => `phase-${19 - i}`);
    const events = [...names, "tear_down"].flatMap((subject) =>
      runs.map(({ run_id }) => ({
        run_id,
        at: subject === "tear_down" ? later : at,
        kind: "phase",
        subject,
        detail: "",
        data: "{}",
      }))
    );
    const [first, ...others] = runs;
    await writeTestRun(data, first ?? toTestRun("r10"), { events });
    await appendRuns(`${data}/kv`, others);
    await loadStore(data, `${data}/store.duckdb`);
    using store = await Store.open(`${data}/store.duckdb`);
    const found = await store.query(
      Phase,
      "SELECT * FROM phases WHERE ended > began ORDER BY run_id",
    );
    expect(found).toEqual(
      runs.map(({ run_id }) => ({
        run_id,
        phase: "phase-0",
        began: at,
        ended: later,
      })),
    );
  }));

test("the views agree with the vocabulary on kinds of operations and sources", () => {
  const kinds = [...Object.keys(operationKinds), "GET of another tool"];
  const names = [...Object.keys(sources), "node-12", "targets-1", ""];
  return withTestStore([[
    toTestRun("a"),
    {
      operations: kinds.map((kind, i) =>
        toTestOperation("a", { operation_id: String(i), kind })
      ),
    },
  ]], async (store) => {
    const load = await store.query(
      z.object({ kind: z.string() }),
      "SELECT kind FROM load_operations ORDER BY operation_id::INTEGER",
    );
    expect(load.map(({ kind }) => kind)).toEqual(kinds.filter(isLoad));
    const found = await store.query(
      z.object({ kind: z.string() }),
      "SELECT source_kind(unnest($1::JSON::VARCHAR[])) AS kind",
      [JSON.stringify(names)],
    );
    expect(found.map(({ kind }) => kind)).toEqual(names.map(sourceKind));
  });
});

test("latency_percentile() and the list of three agree with quantiles() on values, and on how many are enough", () => {
  const counts = [5, 6, 58, 59, 298, 299];
  const durations = Array.from({ length: 299 }, (_, i) => (i * 37) % 101);
  return withTestStore(
    counts.map((n) => [
      toTestRun(`r${n}`),
      {
        operations: durations.slice(0, n).map((duration_s, i) =>
          toTestOperation(`r${n}`, { operation_id: String(i), duration_s })
        ),
      },
    ]),
    async (store) => {
      const ps = [0.5, 0.95, 0.99];
      const rows = await store.query(
        z.object({
          values: z.array(z.number().nullable()),
          three: z.array(z.number().nullable()),
        }),
        `SELECT count(*) AS n, [${
          ps.map((p) => `latency_percentile(outcome, duration_s, ${p})`)
        }] AS values, latency_percentiles(outcome, duration_s) AS three
         FROM operations GROUP BY run_id ORDER BY n`,
      );
      expect(rows.map(({ three }) => three))
        .toEqual(rows.map(({ values }) => values));
      expect(rows.map(({ values }) => values)).toEqual(
        counts.map((n) =>
          quantiles(durations.slice(0, n), ps).map(({ value, enough }) =>
            enough && value !== null ? expect.closeTo(value, 9) : null
          )
        ),
      );
    },
  );
});

test("estimated_quantiles() is within half a percent of the value of each rank, by case of each experiment", () => {
  const asked = [0, 0.5, 0.99, 1];
  const durations = Array.from(
    { length: 400 },
    (_, i) => i % 50 === 0 ? 0 : 1e-6 * 1.05 ** ((i * 37) % 400),
  );
  const toRows = (run_id: string, factor: number) => ({
    operations: [
      ...durations.map((duration_s) => ({ duration_s: factor * duration_s })),
      { duration_s: 1e9, outcome: "failed" as const },
      { duration_s: null },
    ].map((values, i) =>
      toTestOperation(run_id, { ...values, operation_id: String(i) })
    ),
  });
  const other = { experiment: "other" };
  return withTestStore([
    [toTestRun("r1", { case_id: "a" }), toRows("r1", 1)],
    [toTestRun("r2", { case_id: "a" }), toRows("r2", 1)],
    [toTestRun("r3", { case_id: "a", ...other }), toRows("r3", 1000)],
    [toTestRun("r4", { case_id: "none", ...other }), {}],
  ], async (store) => {
    const { rows } = await store.rows(
      `FROM estimated_quantiles([${asked.join(", ")}])`,
    );
    const sorted = durations.toSorted((a, b) => a - b);
    const expected = [["kv", 2, 1], ["other", 1, 1000]] as const;
    expect(rows.map(({ duration_s: _, ...row }) => row)).toEqual(
      expected.flatMap(([experiment, runs]) =>
        asked.map((q) => ({ experiment, case_id: "a", n: 400 * runs, q }))
      ),
    );
    const values = expected.flatMap(([, runs, factor]) =>
      asked.map((q) => {
        const rank = Math.floor(q * (400 * runs - 1));
        return factor * sorted[Math.floor(rank / runs)]!;
      })
    );
    for (const [i, value] of values.entries()) {
      const found = Number(rows[i]!["duration_s"]);
      // That of zero is in a bucket of a hundredth of a picosecond.
      expect(Math.abs(found - value)).toBeLessThan(0.00502 * value + 1e-14);
    }
  });
});

test("estimated_quantiles() takes the lower of two ranks, and no other share than 0 to 1", () => {
  const operations = Array.from(
    { length: 101 },
    (_, i) =>
      toTestOperation("r1", { operation_id: String(i), duration_s: i + 1 }),
  );
  return withTestStore([[toTestRun("r1"), { operations }]], async (store) => {
    // As numbers, 0.29 * 100 is less than 29.
    const asked = [0.289, 0.29, 0.57, 0.995];
    const { rows } = await store.rows(
      `FROM estimated_quantiles([${asked.join(", ")}])`,
    );
    for (const [i, value] of [29, 30, 58, 100].entries()) {
      const found = Number(rows[i]!["duration_s"]);
      expect(Math.abs(found / value - 1)).toBeLessThan(0.00502);
    }
    for (const q of ["99", "-0.1", "'nan'"]) {
      await expect(store.rows(`FROM estimated_quantiles([${q}])`)).rejects
        .toThrow("is not between 0 and 1: write 0.99 for 99 %");
    }
  });
});

test("load_operations are in time if they succeed within the timeout from their scheduled start", () => {
  const operations = [
    toTestOperation("r1", { operation_id: "soon", duration_s: 1.9 }),
    toTestOperation("r1", { operation_id: "at the limit", duration_s: 2 }),
    // Waited 3 s behind an outage, then took 0.1 s.
    toTestOperation("r1", { operation_id: "late", duration_s: 3.1 }),
    toTestOperation("r1", { operation_id: "failed", outcome: "refused" }),
    toTestOperation("r1", {
      ...{ operation_id: "open", outcome: "unfinished", duration_s: null },
    }),
    toTestOperation("r1", { operation_id: "probe", kind: "probe_put" }),
    toTestOperation("r1", { operation_id: "read back", kind: "verify" }),
    toTestOperation("r2", { operation_id: "no timeout", duration_s: 99 }),
  ];
  const ours = (id: string) => operations.filter(({ run_id }) => run_id === id);
  return withTestStore([
    [toTestRun("r1", { params: [toTestParam("timeout", 2)] }), {
      operations: ours("r1"),
    }],
    [toTestRun("r2"), { operations: ours("r2") }],
  ], async (store) => {
    const found = await store.query(
      z.object({ operation_id: z.string(), in_time: z.boolean() }),
      "SELECT operation_id, in_time FROM load_operations ORDER BY run_id",
    );
    expect(
      Object.fromEntries(
        found.map(({ operation_id, in_time }) => [operation_id, in_time]),
      ),
    ).toEqual({
      ...{ "soon": true, "at the limit": true, "late": false },
      ...{ "failed": false, "open": false, "no timeout": true },
    });
  });
});
