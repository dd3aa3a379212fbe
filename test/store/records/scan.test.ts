/** What a load reads again: what has changed since the last, and nothing else. */
import { expect, test } from "vitest";
import { appendRuns, RUN_LOCK } from "../../../src/record/mod.ts";
import { loadStore } from "../../../src/store/mod.ts";
import {
  toTestOperation,
  toTestRun,
  withTempFolder,
  writeTestRun,
} from "../../testing/records.ts";

/** Waits until files are no longer young; their time of change cannot be set. */
const age = () => new Promise((resolve) => setTimeout(resolve, 2050));

const write = (data: string, id: string, experiment = "kv") =>
  writeTestRun(data, toTestRun(id, { experiment }), {
    operations: [toTestOperation(id)],
  });

/** Loads; returns the parts that were read, and those that were loaded. */
async function load(data: string): Promise<[read: number, loaded: number]> {
  const { read, loaded } = await loadStore(data, `${data}/store.duckdb`);
  return [read, loaded];
}

test("a load reads the files that changed, and those of a store that is gone", () =>
  withTempFolder(async (data) => {
    for (const id of ["r1", "r2"]) await write(data, id);
    expect(await load(data)).toEqual([2, 2]);
    await age();
    await load(data);
    expect(await load(data)).toEqual([0, 0]);

    await write(data, "r3");
    await write(data, "r1", "other");
    await Deno.remove(`${data}/other`, { recursive: true });
    expect(await load(data)).toEqual([1, 1]);

    // The size stays, and so does the time of modification.
    const path = `${data}/kv/r1/operations.csv`;
    const text = await Deno.readTextFile(path);
    const { atime, mtime } = await Deno.stat(path);
    await Deno.writeTextFile(path, text.replace("PUT", "GET"));
    await Deno.utime(path, atime ?? 0, mtime ?? 0);
    const { read, leftOut } = await loadStore(data, `${data}/store.duckdb`);
    expect([read, leftOut.map(({ part }) => part)]).toEqual([2, ["r1"]]);

    await age();
    await load(data);
    expect(await load(data)).toEqual([0, 0]);
    await Deno.remove(`${data}/store.duckdb`);
    expect(await load(data)).toEqual([3, 2]);
    await Deno.remove(`${data}/store.duckdb.known`);
    expect(await load(data)).toEqual([3, 0]);
  }));

test("a load finds each kind of change beside what is known", () =>
  withTempFolder(async (data) => {
    for (const id of ["r1", "r2"]) await write(data, id);
    await write(data, "s1", "later");
    await age();
    await load(data);
    expect(await load(data)).toEqual([0, 0]);

    const reports = `${data}/kv/reports.json`;
    const lines = await Deno.readTextFile(reports);
    // A line is replaced by a later one.
    await appendRuns(`${data}/kv`, [toTestRun("r1", { notes: "again" })]);
    expect(await load(data)).toEqual([1, 1]);
    await Deno.writeTextFile(reports, lines.replace('"r2"', '"r9"'));
    expect((await load(data))[1]).toBe(2);
    await Deno.writeTextFile(reports, lines);
    expect((await load(data))[1]).toBe(1);

    // A run of a known experiment appears in an earlier one, which has it first.
    await write(data, "s1", "before");
    const { leftOut } = await loadStore(data, `${data}/store.duckdb`);
    expect(leftOut).toMatchObject([{ experiment: "later", part: "s1" }]);
    await Deno.remove(`${data}/before`, { recursive: true });
    expect((await loadStore(data, `${data}/store.duckdb`)).leftOut).toEqual([]);

    // A folder that no line names, and a line that is no run.
    await Deno.rename(`${data}/kv/r1`, `${data}/kv/r0`);
    const found = await loadStore(data, `${data}/store.duckdb`);
    expect(found.leftOut.map(({ code, part }) => [code, part])).toEqual([
      ["part-left-out", "r0"],
      ["no-tables", "r1"],
    ]);
    await Deno.rename(`${data}/kv/r0`, `${data}/kv/r1`);
    await Deno.writeTextFile(reports, "{}\n", { append: true });
    expect((await loadStore(data, `${data}/store.duckdb`)).leftOut)
      .toMatchObject([{ part: "", code: "row-rejected" }]);
  }));

test("a load sees that a run in progress has ended, also where nothing was written", () =>
  withTempFolder(async (data) => {
    await writeTestRun(data, toTestRun("r1", { status: "running" }));
    const lock = await Deno.create(`${data}/kv/r1/${RUN_LOCK}`);
    await lock.lock(true);
    await age();
    expect((await load(data))[1]).toBe(1);
    expect(await load(data)).toEqual([0, 0]);
    lock.close();
    expect((await load(data))[1]).toBe(1);
  }));
