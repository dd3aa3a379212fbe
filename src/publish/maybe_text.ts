/** Reading what may not be there. */

/** The text of a file, or undefined when there is no such file. */
export async function maybeText(path: string): Promise<string | undefined> {
  try {
    return await Deno.readTextFile(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}
