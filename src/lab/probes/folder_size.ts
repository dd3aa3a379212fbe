/** Bytes of all files in a folder. */

/** Sum of file sizes in a folder and those in it; 0 for one that is gone. Files that go away meanwhile count for nothing. */
export async function folderSize(path: string): Promise<number> {
  let bytes = 0;
  try {
    for await (const { name, isDirectory, isFile } of Deno.readDir(path)) {
      const inside = `${path}/${name}`;
      if (isDirectory) bytes += await folderSize(inside);
      if (isFile) bytes += await fileSize(inside);
    }
  } catch (error) {
    ignoreGone(error);
  }
  return bytes;
}

async function fileSize(path: string): Promise<number> {
  try {
    return (await Deno.stat(path)).size;
  } catch (error) {
    ignoreGone(error);
    return 0;
  }
}

function ignoreGone(error: unknown): void {
  if (!(error instanceof Deno.errors.NotFound)) throw error;
}
