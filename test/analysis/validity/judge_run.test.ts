import { expect, test } from "vitest";
import { judgeRun } from "../../../src/analysis/validity/judge_run.ts";
import { appendRuns, PartWriter, type Run } from "../../../src/record/mod.ts";
import { openPart } from "../../../src/store/mod.ts";
import { toTestEvent, toTestQuery } from "../../testing/monitoring_rows.ts";
import { toTestRun, withTempFolder } from "../../testing/records.ts";

const run = toTestRun("r", {
  mode: "real",
  experiment: "kv",
  started_at: "2026-01-02T03:00:00.000Z",
  ended_at: "2026-01-02T03:02:00.000Z",
});

const options = {
  objectives: [
    { metric: "p99", is: "at most", value: 1, unknown: "missed" },
  ],
  measure: () =>
    Promise.resolve({ metrics: { p99: 2 }, summary: "p99 of 2 s" }),
} as const;
const summary = "p99 of 2 s";

/** Writes the tables of the run, with operations until a second of its minute, but not its line. */
async function writeTables(record: string, until: number): Promise<void> {
  await using writer = new PartWriter(`${record}/r`);
  writer.append("events", [
    toTestEvent("phase", "measure"),
    toTestEvent("phase", "cool_down", { at: 60 }),
  ]);
  writer.append(
    "operations",
    Array.from({ length: until * 4 }, (_, i) => ({
      ...toTestQuery(i / 4),
      kind: "put",
    })),
  );
  await writer.close();
}

test("judgeRun() reads the closed tables of a run before its line is written, and evaluates the objectives", () =>
  withTempFolder(async (record) => {
    await writeTables(record, 60);
    const verdict_text = "p99 is not at most 1: 2";
    expect(await judgeRun(record, run, options))
      .toMatchObject({
        run: { ...run, verdict: "fail", verdict_text, objectives: [{}] },
        summary,
      });
  }));

test("judgeRun() gives no verdict for a run of which nothing was measured", () =>
  withTempFolder(async (record) => {
    await writeTables(record, 60);
    const measure = () => Promise.resolve(null);
    expect(await judgeRun(record, run, { ...options, measure }))
      .toEqual({
        run: { ...run, verdict: "none" },
        summary: "nothing was measured",
      });
  }));

test("judgeRun() marks a run as invalid by its rows, with the cause and without a verdict", () =>
  withTempFolder(async (record) => {
    await writeTables(record, 30);
    expect(await judgeRun(record, run, options)).toEqual({
      run: {
        ...run,
        status: "invalid",
        verdict: "none",
        verdict_text: "",
        notes: "the load ended 30.2 s before the measuring",
      },
      summary,
    });
  }));

test("judgeRun() returns failed, skipped and incomplete runs unchanged", () =>
  withTempFolder(async (record) => {
    for (const status of ["failed", "skipped", "incomplete"] as const) {
      const ended: Run = { ...run, status, notes: "why" };
      expect(await judgeRun(record, ended, options))
        .toEqual({ run: ended, summary: "" });
    }
  }));

test("openPart() opens the tables of one run and the lines of all runs of its record", () =>
  withTempFolder(async (record) => {
    await writeTables(record, 1);
    await appendRuns(record, [
      { ...run, status: "running" },
      toTestRun("other", { part: "other" }),
    ]);
    using store = await openPart(record, run);
    const { rows } = await store.rows(
      `SELECT run_id, status, (SELECT count(*) FROM operations o WHERE o.run_id = runs.run_id) AS n
       FROM runs ORDER BY run_id`,
    );
    expect(rows).toEqual([
      { run_id: "other", status: "ok", n: 0 },
      { run_id: "r", status: "ok", n: 4 },
    ]);
    // Like any store, it has no access to files.
    await expect(store.rows("SELECT * FROM read_csv('/etc/hostname')"))
      .rejects.toThrow(/disabled/);
    await expect(store.rows("CREATE TABLE t (i INTEGER)")).rejects.toThrow();
  }));
