import { expect, test } from "vitest";
import {
  allocatedSize,
  folderSize,
} from "../../../src/lab/probes/folder_size.ts";

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

test("allocatedSize() counts what a file takes on disk, not its length", async () => {
  const folder = await Deno.makeTempDir();
  try {
    await Deno.mkdir(`${folder}/spool`);
    await Deno.truncate(await touch(`${folder}/spool/sparse`), 2 ** 30);
    expect(await allocatedSize(folder)).toBeLessThan(2 ** 20);
    await Deno.writeFile(`${folder}/full`, new Uint8Array(2 ** 20).fill(1));
    expect(await allocatedSize(folder)).toBeGreaterThanOrEqual(2 ** 20);
    expect(await allocatedSize(`${folder}/gone`)).toBe(0);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

async function touch(path: string): Promise<string> {
  await Deno.writeFile(path, new Uint8Array());
  return path;
}
