/** Measures the size of a folder. */
import { ifThere } from "../../record/mod.ts";

/** Returns the total bytes of all files in a folder tree; 0 for a missing folder. Skips files deleted meanwhile. */
export async function folderSize(path: string): Promise<number> {
  let bytes = 0;
  const entries = await ifThere(Array.fromAsync(Deno.readDir(path))) ?? [];
  for (const { name, isDirectory, isFile } of entries) {
    const inside = `${path}/${name}`;
    if (isDirectory) bytes += await folderSize(inside);
    if (isFile) bytes += (await ifThere(Deno.stat(inside)))?.size ?? 0;
  }
  return bytes;
}
