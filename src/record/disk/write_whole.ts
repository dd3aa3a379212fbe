/** Writes bytes and texts as a whole. */

/** Writes all bytes, of which one call may write a part only. */
export function writeAll(file: Deno.FsFile, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length;) {
    at += file.writeSync(bytes.subarray(at));
  }
}

/** Writes the text of a file, new or in place of another: readers see all of it, or what was there before. */
export async function replaceText(path: string, text: string): Promise<void> {
  await Deno.writeTextFile(`${path}.part`, text);
  await Deno.rename(`${path}.part`, path);
}

/** Waits until the names in a folder are on the disk, of files that were put there or renamed. */
export async function syncFolder(path: string): Promise<void> {
  using folder = await Deno.open(path);
  await folder.sync();
}
