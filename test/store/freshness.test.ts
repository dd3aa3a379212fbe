import { expect, test } from "vitest";
import { z } from "zod";
import { appendRuns, RUN_LOCK } from "../../src/record/mod.ts";
import { Store } from "../../src/store/mod.ts";
import { updateStore } from "../../src/store/freshness.ts";
import { toTestRun, withTempFolder, writeTestRun } from "../testing/records.ts";

/** Updates the store; returns whether the records were read, for which a load takes its lock, and the number of runs. */
async function update(data: string): Promise<[read: boolean, runs: number]> {
  const path = await updateStore(data, `${data}/store.duckdb`);
  const lock = `${path}.lock`;
  const read = await Deno.stat(lock).then(() => true, () => false);
  if (read) await Deno.remove(lock);
  using store = await Store.open(path);
  const rows = await store.query(
    z.object({ n: z.number() }),
    "SELECT count(*) AS n FROM runs",
  );
  return [read, rows[0]?.n ?? 0];
}

/** Files change at a coarse time: a younger state may still change unseen. */
const settle = () => new Promise((resolve) => setTimeout(resolve, 2100));

test("updateStore() reads no record until a file changes", () =>
  withTempFolder(async (data) => {
    await writeTestRun(data, toTestRun("r1"), {});
    expect(await update(data)).toEqual([true, 1]);
    // The files are too young to be trusted.
    expect(await update(data)).toEqual([true, 1]);
    await settle();
    expect(await update(data)).toEqual([true, 1]);
    expect(await update(data)).toEqual([false, 1]);

    const reports = `${data}/kv/reports.json`;
    const text = await Deno.readTextFile(reports);
    const { atime, mtime } = await Deno.stat(reports);
    await Deno.writeTextFile(reports, text.replace('"r1"', '"r2"'));
    await Deno.utime(reports, atime ?? 0, mtime ?? 0);
    expect((await update(data))[0]).toBe(true);

    await Deno.writeTextFile(reports, text);
    await appendRuns(`${data}/kv`, [toTestRun("r3")]);
    expect(await update(data)).toEqual([true, 2]);
  }));

test("updateStore() reads the records while a run is in progress, and where the store is gone", () =>
  withTempFolder(async (data) => {
    await writeTestRun(data, toTestRun("r1"), {});
    await settle();
    expect(await update(data)).toEqual([true, 1]);
    expect(await update(data)).toEqual([false, 1]);

    await Deno.remove(`${data}/store.duckdb`);
    expect(await update(data)).toEqual([true, 1]);

    const lock = await Deno.create(`${data}/kv/r1/${RUN_LOCK}`);
    await settle();
    expect(await update(data)).toEqual([true, 1]);
    await lock.lock(true);
    expect(await update(data)).toEqual([true, 1]);
    lock.close();
    expect(await update(data)).toEqual([false, 1]);
  }));
