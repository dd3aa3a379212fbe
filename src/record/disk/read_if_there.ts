/** Reads files that may not exist. */

/** Returns the text of a file, or undefined if the file does not exist. */
export async function readTextIfThere(
  path: string,
): Promise<string | undefined> {
  try {
    return await Deno.readTextFile(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}
