/** Measures the size of a folder. */

/** Returns the total bytes of all files in a folder tree; 0 for a missing folder. Skips files deleted meanwhile. */
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
