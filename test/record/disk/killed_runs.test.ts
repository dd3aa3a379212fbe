import { expect, test } from "vitest";
import { lockRun, unlockRun } from "../../../src/lab/recording/run_lock.ts";
import {
  appendRuns,
  isLocked,
  readRuns,
  readSettledRuns,
} from "../../../src/record/mod.ts";
import { loadStore, Store } from "../../../src/store/mod.ts";
import { toTestRun, withTempFolder } from "../../testing/records.ts";

async function statusesIn(data: string): Promise<unknown[]> {
  await loadStore(data, `${data}/store.duckdb`);
  using store = await Store.open(`${data}/store.duckdb`);
  const { rows } = await store.rows(
    "SELECT run_id, status, notes FROM runs ORDER BY run_id",
  );
  return rows.map(({ run_id, status, notes }) => [run_id, status, notes]);
}

test("a run whose runner was killed reads as incomplete everywhere, without a write", () =>
  withTempFolder(async (data) => {
    const record = `${data}/kv`;
    await appendRuns(record, [
      toTestRun("r1"),
      toTestRun("r2", { status: "running", verdict: "none" }),
    ]);
    const lock = await lockRun(`${record}/r2`);
    expect(await statusesIn(data)).toEqual([
      ["r1", "ok", ""],
      ["r2", "running", ""],
    ]);
    // The operating system releases the lock of a killed runner.
    lock.close();
    const before = await Deno.readTextFile(`${record}/reports.json`);
    expect((await readSettledRuns(record)).runs.map(({ status }) => status))
      .toEqual(["ok", "incomplete"]);
    expect(await statusesIn(data)).toEqual([
      ["r1", "ok", ""],
      ["r2", "incomplete", "the runner was killed"],
    ]);
    expect(await Deno.readTextFile(`${record}/reports.json`)).toBe(before);
    expect((await readRuns(record)).runs[1]?.status).toBe("running");
  }));

test("the end of a killed run is the last write to its tables; that of a simulated one is not known", () =>
  withTempFolder(async (record) => {
    const running = { status: "running" as const, mode: "embedded" as const };
    await appendRuns(record, [
      toTestRun("r1", running),
      toTestRun("r2", { ...running, mode: "simulated" }),
    ]);
    for (const part of ["r1", "r2"]) {
      await Deno.mkdir(`${record}/${part}`);
      await Deno.writeTextFile(`${record}/${part}/events.csv`, "");
    }
    const { runs } = await readSettledRuns(record);
    expect(runs.map(({ status, ended_at }) => [status, ended_at])).toEqual([
      ["incomplete", expect.any(String)],
      ["incomplete", null],
    ]);
  }));

test("isLocked() does not mistake a reader for a runner", () =>
  withTempFolder(async (folder) => {
    const lock = await lockRun(folder);
    expect(await isLocked(folder)).toBe(true);
    lock.close();
    using reader = await Deno.open(`${folder}/.running`);
    await reader.lock(false);
    expect(await isLocked(folder)).toBe(false);
    await unlockRun(folder);
    expect(await isLocked(folder)).toBe(false);
  }));
