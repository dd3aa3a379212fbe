import { expect, test } from "vitest";
import { replaceText, syncFolder, writeAll } from "../../../src/record/mod.ts";
import { withTempFolder } from "../../testing/records.ts";

test("replaceText() replaces a file, and leaves no other", async () => {
  await withTempFolder(async (folder) => {
    for (const text of ["first", "second"]) {
      await replaceText(`${folder}/a.txt`, text);
      expect(await Deno.readTextFile(`${folder}/a.txt`)).toBe(text);
    }
    const names = await Array.fromAsync(Deno.readDir(folder));
    expect(names.map(({ name }) => name)).toEqual(["a.txt"]);
  });
});

test("writeAll() goes on where a call wrote a part only", () => {
  const written: number[] = [];
  const file = {
    writeSync(bytes: Uint8Array): number {
      written.push(...bytes.subarray(0, 2));
      return Math.min(2, bytes.length);
    },
  } as Deno.FsFile;
  writeAll(file, new Uint8Array([1, 2, 3, 4, 5]));
  expect(written).toEqual([1, 2, 3, 4, 5]);
});

test("syncFolder() takes a folder, and throws if there is none", () =>
  withTempFolder(async (folder) => {
    await expect(syncFolder(folder)).resolves.toBeUndefined();
    await expect(syncFolder(`${folder}/none`)).rejects
      .toThrow(Deno.errors.NotFound);
  }));
