import { expect, test } from "vitest";
import { appendRuns, readRuns } from "../../../src/record/mod.ts";
import { toTestRun, withTempFolder } from "../../testing/records.ts";

test("appendRuns() refuses a run that does not fit, and appends none of those before it", () =>
  withTempFolder(async (folder) => {
    const runs = [toTestRun("r1"), toTestRun("r2", { repetition: 0 })];
    await expect(appendRuns(folder, runs)).rejects.toThrow(
      /^Cannot record run r2 as its repetition is wrong: /,
    );
    expect((await readRuns(folder)).runs).toEqual([]);
  }));

test("appendRuns() writes checked runs as it does others", () =>
  withTempFolder(async (folder) => {
    const runs = [toTestRun("r1"), toTestRun("r2", { notes: 'é "x"\n' })];
    await appendRuns(`${folder}/a`, runs);
    await appendRuns(`${folder}/b`, runs, { areChecked: true });
    const read = (name: string) =>
      Deno.readTextFile(`${folder}/${name}/reports.json`);
    expect(await read("b")).toBe(await read("a"));
    expect((await readRuns(`${folder}/b`)).runs).toEqual(runs);
  }));

test("appendRuns() that waited writes to the file that was put in place meanwhile", () =>
  withTempFolder(async (folder) => {
    const path = `${folder}/reports.json`;
    await appendRuns(folder, [toTestRun("r1")]);
    const held = await Deno.open(path, { read: true, append: true });
    await held.lock(true);
    const appended = appendRuns(folder, [toTestRun("r2")]);
    // It has opened the file by then, and waits for the lock.
    await new Promise((resolve) => setTimeout(resolve, 200));
    await Deno.copyFile(path, `${folder}/next`);
    await Deno.rename(`${folder}/next`, path);
    held.close();
    await appended;
    expect((await readRuns(folder)).runs.map(({ run_id }) => run_id))
      .toEqual(["r1", "r2"]);
  }));
