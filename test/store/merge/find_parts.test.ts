import { expect, test } from "vitest";
import { findParts } from "../../../src/store/merge/find_parts.ts";
import { otherRuns } from "../../../src/store/merge/other_runs.ts";
import { withTempFolder } from "../../testing/records.ts";
import { mergeAll, writeMany } from "../../testing/merging.ts";

/** Returns the parts of `kv` that would be merged, and those that would stay with the reason. */
async function find(data: string): Promise<[string[], string[]]> {
  const { sound, left } = await findParts(
    { data, experiment: "kv", staging: data },
    { ...mergeAll, others: otherRuns(data) },
    () => {},
  );
  return [
    sound.map(({ part }) => part),
    left.map(({ part, reason }) => `${part}: ${reason}`),
  ];
}

test("findParts() finds what can be merged by lines, files and rows", () =>
  withTempFolder(async (data) => {
    for (const id of ["r1", "r2", "r3", "r4"]) await writeMany(data, id);
    await Deno.remove(`${data}/kv/r1/tables.json`);
    await writeMany(data, "r2", { experiment: "other" });
    expect(await find(data)).toEqual([["r3", "r4"], [
      "r1: no manifest",
      "r2: a run of it is in another record too",
    ]]);
    await Deno.writeTextFile(`${data}/kv/reports.json`, "{}\n", {
      append: true,
    });
    expect(await find(data)).toEqual([[], [
      ": line 5 of reports.json cannot be read: restore or remove it",
    ]]);
  }));
