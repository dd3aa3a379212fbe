import { expect, test } from "vitest";
import { appendRuns, readRuns, type Run } from "../../../src/record/mod.ts";
import { moveRuns } from "../../../src/store/merge/move_runs.ts";
import { namesIn } from "../../testing/merging.ts";
import { toTestRun, withTempFolder } from "../../testing/records.ts";

async function partsOf(record: string): Promise<string[]> {
  const { runs } = await readRuns(record);
  return runs.map(({ run_id, part }) => `${run_id} in ${part}`);
}

/** Moves the runs `r1` and `r2` to the part `merged-1`. */
async function move(record: string): Promise<boolean> {
  const staging = `${record}.staging`;
  await Deno.mkdir(`${staging}/part`, { recursive: true });
  return await moveRuns(record, {
    from: new Set(["r1", "r2"]),
    to: "merged-1",
    runs: new Set(["r1", "r2"]),
    staging,
  });
}

/** Runs `body` with a record of these runs. */
function withRecord(
  runs: readonly Run[],
  body: (record: string, path: string) => Promise<void>,
): Promise<void> {
  return withTempFolder(async (folder) => {
    const record = `${folder}/kv`;
    await appendRuns(record, runs);
    await body(record, `${record}/reports.json`);
  });
}

const three = ["r1", "r2", "r3"].map((id) => toTestRun(id));

test("moveRuns() appends the last line of each run with the other part", () =>
  withRecord(three, async (record, path) => {
    await appendRuns(record, [toTestRun("r2", { notes: "again" })]);
    await Deno.chmod(path, 0o640);
    // Cut short by a crash.
    await Deno.writeTextFile(path, '{"torn":', { append: true });
    const before = await Deno.readTextFile(path);
    expect(await move(record)).toBe(true);
    expect(await partsOf(record))
      .toEqual(["r1 in merged-1", "r2 in merged-1", "r3 in r3"]);
    const text = await Deno.readTextFile(path);
    expect(text.startsWith(`${before}\n{`)).toBe(true);
    expect(text.slice(before.length).trim().split("\n")).toHaveLength(2);
    const { runs } = await readRuns(record);
    expect(runs[1]).toEqual(
      toTestRun("r2", { notes: "again", part: "merged-1" }),
    );
    expect((await Deno.stat(path)).mode! & 0o777).toBe(0o640);
    expect(namesIn(record)).toEqual(["merged-1", "reports.json"]);
    expect(namesIn(`${record}.staging`)).toEqual([]);
  }));

test.each<[what: string, changed: Run]>([
  ["a run of theirs is in another part now", toTestRun("r1", { part: "x" })],
  ["a part has one more", toTestRun("r4", { part: "r1" })],
  ["a run is in progress", toTestRun("r2", { status: "running" })],
])(
  "moveRuns() moves none if %s",
  (_, changed) =>
    withRecord(three, async (record, path) => {
      await appendRuns(record, [changed]);
      const before = await Deno.readTextFile(path);
      expect(await move(record)).toBe(false);
      expect(await Deno.readTextFile(path)).toBe(before);
      expect(namesIn(record)).toEqual(["reports.json"]);
    }),
);

test("moveRuns() loses no run that is appended at the same time", () =>
  withRecord(three, async (record) => {
    const ids = Array.from({ length: 30 }, (_, i) => `s${i}`);
    const appended = ids.map((id) => appendRuns(record, [toTestRun(id)]));
    expect(await move(record)).toBe(true);
    await Promise.all(appended);
    expect(new Set(await partsOf(record))).toEqual(
      new Set([
        ...["r1 in merged-1", "r2 in merged-1", "r3 in r3"],
        ...ids.map((id) => `${id} in ${id}`),
      ]),
    );
  }));
