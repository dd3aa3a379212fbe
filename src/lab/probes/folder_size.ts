/** Measures the size of a folder. */
import { ifThere } from "../../record/mod.ts";

/** Bytes of a block, by which the operating system counts the allocated space of a file, on any file system. */
const BLOCK_BYTES = 512;

/** Returns the total bytes of all files in a folder tree; 0 for a missing folder. Skips files deleted meanwhile. */
export function folderSize(path: string): Promise<number> {
  return sumFiles(path, ({ size }) => size);
}

/** Returns the bytes that a folder tree takes on disk: more than its length, or less where a file has holes. */
export function allocatedSize(path: string): Promise<number> {
  return sumFiles(path, ({ blocks }) => (blocks ?? 0) * BLOCK_BYTES);
}

async function sumFiles(
  path: string,
  toBytes: (file: Deno.FileInfo) => number,
): Promise<number> {
  let bytes = 0;
  const entries = await ifThere(Array.fromAsync(Deno.readDir(path))) ?? [];
  for (const { name, isDirectory, isFile } of entries) {
    const inside = `${path}/${name}`;
    if (isDirectory) bytes += await sumFiles(inside, toBytes);
    const file = isFile ? await ifThere(Deno.stat(inside)) : null;
    if (file) bytes += toBytes(file);
  }
  return bytes;
}
