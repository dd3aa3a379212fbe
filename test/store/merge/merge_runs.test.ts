/** Merges of parts, beside what else goes on with a record, and what they leave when they are killed. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { mergeRuns } from "../../../src/store/merge/merge_runs.ts";
import { listRunLines, loadStore, openRun } from "../../../src/store/mod.ts";
import { withTempFolder } from "../../testing/records.ts";
import {
  contentOf,
  copyFolder,
  mergeAll,
  namesIn,
  writeMany,
} from "../../testing/merging.ts";

const root = decodeURIComponent(new URL("../../../", import.meta.url).pathname);

/** A folder of records of five runs, of which `r3` has Parquet; tests have copies. */
let records = "";
/** What a store of them has. */
let before: Awaited<ReturnType<typeof contentOf>>;

beforeAll(async () => {
  records = await Deno.makeTempDir();
  for (const id of ["r1", "r2", "r3", "r4", "r5"]) {
    await writeMany(records, id, { operations: id === "r3" ? 700 : 3 });
  }
  before = await contentOf(records, `${records}/store.duckdb`);
});

afterAll(() => Deno.remove(records, { recursive: true }));

/** Runs `body` with a folder of these records. */
function withRuns(body: (data: string) => Promise<void>): Promise<void> {
  return withTempFolder(async (data) => {
    await copyFolder(`${records}/kv`, `${data}/kv`);
    await body(data);
  });
}

test("mergeRuns() makes one part of many, with the same rows in a store that has them and in a new one", () =>
  withRuns(async (data) => {
    const path = `${data}/store.duckdb`;
    expect(before.leftOut).toEqual([]);
    expect(await contentOf(data, path)).toEqual(before);
    const texts: string[] = [];
    const [merged] = await mergeRuns(data, ["kv"], {
      ...mergeAll,
      onProgress: (text) => texts.push(text),
    });
    expect(merged).toEqual({
      experiment: "kv",
      part: expect.stringMatching(/^merged-[0-9a-f]{16}$/),
      ...{ parts: 5, runs: 5, left: [], removed: 0 },
    });
    expect(texts).toContain("checking part 5/5 of kv");
    const part = merged?.part ?? "";
    expect(namesIn(`${data}/kv`)).toEqual([part, "reports.json"]);
    expect(namesIn(`${data}/kv/${part}`)).toEqual([
      ...["events.parquet", "merged.json", "operations.parquet"],
      ...["tables.json", "warnings.parquet"],
    ]);
    expect(stagingIn(data)).toEqual([]);
    expect(await loadStore(data, path))
      .toMatchObject({ loaded: 1, removed: 5, unchecked: 0 });
    expect(await contentOf(data, path)).toEqual(before);
    expect(await contentOf(data, `${data}/new.duckdb`)).toEqual(before);
  }));

test("mergeRuns() leaves a merged part until there are as many new runs", () =>
  withRuns(async (data) => {
    const merge = async () => (await mergeRuns(data, ["kv"], mergeAll))[0];
    const first = await merge();
    await writeMany(data, "s0");
    expect(await merge()).toMatchObject({ part: null, parts: 0, runs: 0 });
    for (const id of ["s1", "s2", "s3", "s4"]) await writeMany(data, id);
    const path = `${data}/store.duckdb`;
    const ten = await contentOf(data, path);
    const next = await merge();
    expect(next).toMatchObject({ parts: 6, runs: 10 });
    expect(next?.part).not.toBe(first?.part);
    expect(namesIn(`${data}/kv`)).toEqual([next?.part, "reports.json"]);
    expect(await contentOf(data, path)).toEqual(ten);
  }));

test("mergeRuns() changes nothing if it is only to say what it would do", () =>
  withRuns(async (data) => {
    await Deno.remove(`${data}/kv/r2/tables.json`);
    const names = namesIn(`${data}/kv`);
    const reports = await Deno.readTextFile(`${data}/kv/reports.json`);
    expect(await mergeRuns(data, ["kv"], { ...mergeAll, dryRun: true }))
      .toEqual([{
        ...{ experiment: "kv", part: null, parts: 4, runs: 4, removed: 0 },
        left: [{ part: "r2", reason: "no manifest" }],
      }]);
    expect(namesIn(`${data}/kv`)).toEqual(names);
    expect(await Deno.readTextFile(`${data}/kv/reports.json`)).toBe(reports);
  }));

test("mergeRuns() names the records if there is none of that name", () =>
  withRuns(async (data) => {
    await expect(mergeRuns(data, ["kv", "vk"], mergeAll)).rejects.toThrow(
      `Cannot merge runs of 'vk' as ${data} has no record of it: name one of kv`,
    );
    expect(namesIn(`${data}/kv`)).toContain("r1");
    await expect(mergeRuns(`${data}/none`, ["kv"], mergeAll)).rejects.toThrow(
      "name another folder with --data",
    );
  }));

test("what a killed merge leaves is passed over by loads, and removed by the next merge", () =>
  withRuns(async (data) => {
    const record = `${data}/kv`;
    const old = `${data}/.old`;
    await copyFolder(record, old);
    const parts = namesIn(old).filter((name) => name !== "reports.json");
    const [merged] = await mergeRuns(data, ["kv"], mergeAll);
    const part = merged?.part ?? "";
    const lines = await Deno.readTextFile(`${record}/reports.json`);

    // Killed before it moved the lines, and while it wrote tables.
    await copyFolder(old, record);
    await Deno.mkdir(`${data}/.merging-killed/part`, { recursive: true });
    expect(namesIn(record)).toEqual([part, ...parts, "reports.json"]);
    expect(await contentOf(data, `${data}/a.duckdb`)).toEqual(before);
    expect((await mergeRuns(data, ["kv"], mergeAll))[0])
      .toMatchObject({ part, parts: 5, removed: 1 });
    expect(namesIn(record)).toEqual([part, "reports.json"]);
    expect(namesIn(data)).not.toContain(".merging-killed");

    // Killed before it removed the parts, of which it had some.
    await copyFolder(old, record);
    await Deno.writeTextFile(`${record}/reports.json`, lines);
    await Deno.remove(`${record}/r1`, { recursive: true });
    expect(await contentOf(data, `${data}/b.duckdb`)).toEqual(before);
    expect((await mergeRuns(data, ["kv"], mergeAll))[0])
      .toMatchObject({ part: null, parts: 0, left: [], removed: 4 });
    expect(namesIn(record)).toEqual([part, "reports.json"]);
    expect(await contentOf(data, `${data}/b.duckdb`)).toEqual(before);

    // No merge leaves this: old lines, whose parts are gone.
    await Deno.copyFile(`${old}/reports.json`, `${record}/reports.json`);
    const { leftOut } = await loadStore(data, `${data}/c.duckdb`);
    expect(leftOut.find((one) => one.part === part)?.message)
      .toMatch(/^reports.json names no run of it/);
    expect((await mergeRuns(data, ["kv"], mergeAll))[0])
      .toMatchObject({ part: null, removed: 0 });
    expect(namesIn(record)).toEqual([part, "reports.json"]);
  }));

test.each<[step: string, isMerged: boolean]>([
  ["writing", false],
  ["removing", true],
])(
  "a merge that is killed at '%s' leaves what it found, or the merged part",
  (step, isMerged) =>
    withRuns(async (data) => {
      const { signal } = await new Deno.Command(Deno.execPath(), {
        args: [
          ...["run", "-A", "--quiet", "test/testing/merge_process.ts"],
          ...[data, step],
        ],
        cwd: root,
        stdin: "null",
        stdout: "null",
      }).spawn().status;
      expect(signal).toBe("SIGKILL");
      expect(stagingIn(data)).toHaveLength(1);
      const path = `${data}/store.duckdb`;
      expect(await contentOf(data, path)).toEqual(before);
      expect(namesIn(`${data}/kv`)).toHaveLength(isMerged ? 7 : 6);
      expect((await mergeRuns(data, ["kv"], mergeAll))[0])
        .toMatchObject(isMerged ? { parts: 0, removed: 5 } : { parts: 5 });
      expect(namesIn(`${data}/kv`)).toHaveLength(2);
      expect(stagingIn(data)).toEqual([]);
      expect(await contentOf(data, path)).toEqual(before);
    }),
);

test("loads and another merge go on while parts are merged", () =>
  withRuns(async (data) => {
    let isOver = false;
    const merging = Promise.all([
      mergeRuns(data, ["kv"], mergeAll),
      mergeRuns(data, ["kv"], mergeAll),
    ]).finally(() => isOver = true);
    for (let n = 0; !isOver; n++) {
      expect(await contentOf(data, `${data}/during-${n}.duckdb`))
        .toEqual(before);
    }
    const merged = (await merging).flat().map(({ parts }) => parts);
    expect(merged.sort()).toEqual([0, 5]);
    expect(await contentOf(data, `${data}/after.duckdb`)).toEqual(before);
  }));

test("loadStore() loads what is merged after it has listed the parts", () =>
  withRuns(async (data) => {
    const merge = await prepareMerge(data);
    const path = `${data}/store.duckdb`;
    const { leftOut } = await loadStore(data, path, { onProgress: merge });
    expect(leftOut).toEqual([]);
    expect(namesIn(`${data}/kv`)).toHaveLength(2);
    expect(await contentOf(data, path)).toEqual(before);
  }));

test("openRun() opens a run that is merged after it has listed its tables", () =>
  withRuns(async (data) => {
    const merge = await prepareMerge(data);
    const [line] = (await listRunLines(data))
      .filter(({ run_id }) => run_id === "r3");
    if (line === undefined) throw new Error("No line");
    // Other runs are looked at after the tables are listed.
    const other = {
      ...line,
      get run_id() {
        merge();
        return "s1";
      },
    };
    using open = await openRun(data, line, [other]);
    expect(open.run.part).toMatch(/^merged-/);
    const { rows } = await open.store.rows(
      "SELECT run_id, count(*) AS n FROM operations GROUP BY ALL",
    );
    expect(rows).toEqual([{ run_id: "r3", n: 700 }]);
  }));

/** Names of the folders in which merges write. */
function stagingIn(data: string): string[] {
  return namesIn(data).filter((name) => name.startsWith(".merging-"));
}

/** Returns what puts the merged record in the place of the record `kv`, at once and once. */
async function prepareMerge(data: string): Promise<() => void> {
  const record = `${data}/kv`;
  await copyFolder(record, `${data}/.old/kv`);
  await mergeRuns(data, ["kv"], mergeAll);
  await Deno.mkdir(`${data}/.merged`);
  await Deno.rename(record, `${data}/.merged/kv`);
  await Deno.rename(`${data}/.old/kv`, record);
  let isDone = false;
  return () => {
    if (isDone) return;
    isDone = true;
    Deno.renameSync(record, `${data}/.old/kv`);
    Deno.renameSync(`${data}/.merged/kv`, record);
  };
}
