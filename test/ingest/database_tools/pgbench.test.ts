import { expect, test } from "vitest";
import { pgbench } from "../../../src/ingest/database_tools/pgbench.ts";
import { toSource } from "../../../src/ingest/mod.ts";
import { readWhole } from "../../testing/read_whole.ts";

const options = { experiment: "x", settings: {} };

test("logs of the threads of one run are one run, whatever they are named beside", async () => {
  const file = pgbench.join([
    toSource("a/pgbench_log.4711", "0 1 2000 0 1795231778 62090"),
    toSource("a/pgbench_log.4711.1", "1 1 3000 0 1795231778 62866\n"),
    toSource("a/pgbench_log.4712", "0 1 1000 0 1795231779 1\n"),
  ]);
  const { runs, rows, counts } = await readWhole(pgbench.read(file, options));
  expect(runs).toHaveLength(2);
  const durations = runs.map(({ run_id }) =>
    rows.operations.filter((row) => row.run_id === run_id)
      .map(({ worker, duration_s }) => [worker, duration_s])
  );
  expect(durations).toEqual([[["0", 0.002], ["1", 0.003]], [["0", 0.001]]]);
  expect(counts).toMatchObject({ read: 3, stored: 3, rejected: 0 });
});

test("one log alone is read as it is", async () => {
  const file = toSource("a.log", "0 1 2000 0 1795231778 62090\n");
  expect(pgbench.join([file])).toBe(file);
  const { rows } = await readWhole(pgbench.read(file, options));
  expect(rows.operations).toMatchObject([{
    started_at: "2026-11-21T03:29:38.060090Z",
    duration_s: 0.002,
    outcome: "ok",
  }]);
});
