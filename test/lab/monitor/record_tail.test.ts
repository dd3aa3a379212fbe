import { expect, test } from "vitest";
import { RecordTail } from "../../../src/lab/monitor/record_tail.ts";
import { appendRuns, type Run } from "../../../src/record/mod.ts";
import {
  toTestParam,
  toTestRun,
  withTempFolder,
} from "../../testing/records.ts";

function run(id: string, status: Run["status"], session = "s"): Run {
  return toTestRun(id, { status, params: [toTestParam("session", session)] });
}

function ids(runs: readonly Run[]): string[] {
  return runs.map(({ run_id, status }) => `${run_id} ${status}`);
}

test("RecordTail has the runs in progress, and then those that are added", () =>
  withTempFolder(async (folder) => {
    const tail = new RecordTail(folder);
    expect(await tail.read()).toEqual([]);
    await appendRuns(folder, [
      run("r1", "running"),
      run("r1", "ok"),
      run("r2", "running"),
      { ...run("r3", "ok"), environment: { said: { status: "running" } } },
    ]);
    expect(ids(await tail.read())).toEqual(["r2 running"]);
    expect(await tail.read()).toEqual([]);
    await appendRuns(folder, [run("r2", "ok"), run("r4", "running")]);
    expect(ids(await tail.read())).toEqual(["r2 ok", "r4 running"]);
    expect(ids(tail.running)).toEqual(["r4 running"]);
  }));

test("RecordTail reads a torn line once it is complete, and a record that was put in its place", () =>
  withTempFolder(async (folder) => {
    const path = `${folder}/reports.json`;
    await appendRuns(folder, [run("r1", "running")]);
    const line = await Deno.readTextFile(path);
    await Deno.writeTextFile(path, line.slice(0, 100));
    const tail = new RecordTail(folder);
    expect(await tail.read()).toEqual([]);
    await Deno.writeTextFile(path, line);
    expect(ids(await tail.read())).toEqual(["r1 running"]);
    await Deno.writeTextFile(path, "");
    await tail.read();
    expect(tail.running).toEqual([]);
  }));

test("RecordTail finds the runs of a session", () =>
  withTempFolder(async (folder) => {
    await appendRuns(folder, [
      run("r1", "ok", "other"),
      run("r2", "running", 'a "b"'),
      run("r2", "failed", 'a "b"'),
      { ...run("r3", "ok", "c"), notes: 'a "b"' },
      run("r4", "running", 'a "b"'),
    ]);
    const tail = new RecordTail(folder);
    expect(ids(await tail.session('a "b"'))).toEqual([
      "r2 failed",
      "r4 running",
    ]);
  }));
