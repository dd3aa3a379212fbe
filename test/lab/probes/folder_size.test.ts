import { expect, test } from "vitest";
import { folderSize } from "../../../src/lab/probes/folder_size.ts";

test("folderSize() sums files, including those in subfolders", async () => {
  const folder = await Deno.makeTempDir();
  try {
    await Deno.mkdir(`${folder}/wal/0`, { recursive: true });
    await Deno.writeFile(`${folder}/a`, new Uint8Array(10));
    await Deno.writeFile(`${folder}/wal/0/b`, new Uint8Array(1000));
    expect(await folderSize(folder)).toBe(1010);
    expect(await folderSize(`${folder}/gone`)).toBe(0);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
