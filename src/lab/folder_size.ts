/** Bytes of all files in a folder. */

/** Sum of file sizes in a folder and those in it; 0 for one that is gone. Files that go away meanwhile count for nothing. */
export async function folderSize(path: string): Promise<number> {
  let bytes = 0;
  try {
    for await (const { name, isDirectory, isFile } of Deno.readDir(path)) {
      const inside = `${path}/${name}`;
      if (isDirectory) bytes += await folderSize(inside);
      if (isFile) bytes += (await Deno.stat(inside)).size;
    }
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  return bytes;
}
