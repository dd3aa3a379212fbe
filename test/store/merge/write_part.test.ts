import { expect, test } from "vitest";
import { findDamage, readManifest, readPart } from "../../../src/record/mod.ts";
import { writePart } from "../../../src/store/merge/write_part.ts";
import { readMerged } from "../../../src/store/records/merged_parts.ts";
import { withTempFolder } from "../../testing/records.ts";
import { readSums, writeMany } from "../../testing/merging.ts";

test("writePart() writes a part with its manifest, and the list of the parts in it", () =>
  withTempFolder(async (data) => {
    for (const id of ["r1", "r2"]) await writeMany(data, id);
    const { parts, sums } = await readSums(data);
    const folder = `${data}/merged`;
    await writePart(folder, { parts, sums, staging: data });
    const manifest = await readManifest(folder);
    expect(manifest?.runs).toBe(2);
    const files = await readPart(folder);
    expect(await findDamage(manifest!, files.map(({ path }) => path))).toBe("");
    expect(await readMerged(folder)).toEqual(
      parts.map(({ part, manifestDigest: manifest }) => ({ part, manifest })),
    );
  }));

test("writePart() refuses rows that have changed since they were summed", () =>
  withTempFolder(async (data) => {
    for (const id of ["r1", "r2"]) await writeMany(data, id);
    const { parts, sums } = await readSums(data);
    const path = `${data}/kv/r2/operations.csv`;
    const text = await Deno.readTextFile(path);
    await Deno.writeTextFile(path, text.replace("PUT", "GET"));
    await expect(
      writePart(`${data}/merged`, { parts, sums, staging: data }),
    ).rejects.toThrow(/^Cannot merge runs as their rows have changed/);
  }));
