import { expect, test } from "vitest";
import { mergeRuns } from "../../../src/store/merge/merge_runs.ts";
import { removeRemains } from "../../../src/store/merge/remove_remains.ts";
import { withTempFolder } from "../../testing/records.ts";
import {
  copyFolder,
  mergeAll,
  namesIn,
  writeMany,
} from "../../testing/merging.ts";

test("removeRemains() moves away what is in a merged part, and nothing else", () =>
  withTempFolder(async (data) => {
    for (const id of ["r1", "r2", "r3"]) await writeMany(data, id);
    await copyFolder(`${data}/kv`, `${data}/.copy`);
    const [merged] = await mergeRuns(data, ["kv"], mergeAll);
    const part = merged?.part ?? "";
    for (const id of ["r1", "r2", "r3"]) {
      await copyFolder(`${data}/.copy/${id}`, `${data}/kv/${id}`);
    }
    // Another run under an old name, and a folder of something else.
    await Deno.writeTextFile(`${data}/kv/r2/tables.json`, "{}");
    await Deno.mkdir(`${data}/kv/sources`);
    const trash = `${data}/.trash`;
    await Deno.mkdir(trash);
    const path = `${data}/kv/${part}/operations.parquet`;
    const bytes = await Deno.readFile(path);
    await Deno.writeFile(path, bytes.toReversed());
    expect(await removeRemains(`${data}/kv`, trash)).toBe(0);
    await Deno.writeFile(path, bytes);
    expect(await removeRemains(`${data}/kv`, trash)).toBe(2);
    expect(namesIn(trash)).toEqual(["r1", "r3"]);
    expect(namesIn(`${data}/kv`))
      .toEqual([part, "r2", "reports.json", "sources"]);
    expect(await removeRemains(`${data}/kv`, trash)).toBe(0);
  }));
