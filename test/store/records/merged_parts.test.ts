import { expect, test } from "vitest";
import {
  digestManifest,
  findRemains,
  MERGED,
  readMerged,
  writeMerged,
} from "../../../src/store/records/merged_parts.ts";
import { withTempFolder } from "../../testing/records.ts";

/** Makes folders of parts, each with a manifest of its own; one whose name begins with `merged-` lists others. */
async function makeParts(
  record: string,
  parts: Readonly<Record<string, readonly string[]>>,
): Promise<void> {
  for (const [part, listed] of Object.entries(parts)) {
    const folder = `${record}/${part}`;
    await Deno.mkdir(folder);
    await Deno.writeTextFile(`${folder}/tables.json`, part);
    if (listed.length === 0) continue;
    const replaced = [];
    for (const part of listed) {
      const manifest = await digestManifest(`${record}/${part}`);
      replaced.push({ part, manifest });
    }
    await writeMerged(folder, replaced);
  }
}

test("findRemains() finds parts that are in a merged part, and one that no run came to", () =>
  withTempFolder(async (record) => {
    await makeParts(record, {
      ...{ r1: [], r2: [], r3: [], r4: [], other: [] },
      "merged-a": ["r1", "r2"],
      "merged-b": ["r3", "r4"],
    });
    const find = (folders: string[], named: string[]) =>
      findRemains(record, folders, named);
    expect(await find([], ["merged-a"])).toEqual([]);
    const folders = ["merged-b", "other", "r1", "r2"];
    expect(await find(folders, ["merged-a", "r3", "r4"])).toEqual([
      { part: "merged-b", heldBy: "" },
      { part: "r1", heldBy: "merged-a" },
      { part: "r2", heldBy: "merged-a" },
    ]);
    // A line of a run that a merged part should hold is gone, and so nothing tells where its rows are.
    expect(await find(["merged-b"], ["r3"])).toEqual([]);
    expect(await find(["r1"], ["r2"])).toEqual([]);
    // A folder is not as it was merged.
    await Deno.writeTextFile(`${record}/r1/tables.json`, "{}");
    await Deno.writeTextFile(`${record}/r3/tables.json`, "{}");
    expect(await find(folders, ["merged-a", "r3", "r4"]))
      .toEqual([{ part: "r2", heldBy: "merged-a" }]);
    // It was removed since the folders were listed.
    await Deno.remove(`${record}/r1`, { recursive: true });
    expect(await find(["r1"], ["merged-a"]))
      .toEqual([{ part: "r1", heldBy: "merged-a" }]);
    // It is there, and cannot be read.
    await Deno.remove(`${record}/r2/tables.json`);
    await Deno.mkdir(`${record}/r2/tables.json`);
    expect(await find(["r2"], ["merged-a"])).toEqual([]);
  }));

test("readMerged() returns an empty list for a part that has none, or a damaged one", () =>
  withTempFolder(async (record) => {
    await makeParts(record, { r1: [], r2: [], "merged-a": ["r1", "r2"] });
    expect((await readMerged(`${record}/merged-a`)).map(({ part }) => part))
      .toEqual(["r1", "r2"]);
    expect(await readMerged(`${record}/r1`)).toEqual([]);
    await Deno.writeTextFile(`${record}/merged-a/${MERGED}`, '{"format":2');
    expect(await readMerged(`${record}/merged-a`)).toEqual([]);
  }));
