/** Accesses files that may not exist, and text that may not be JSON. */

/** Returns the result of an access to a file; undefined if the file does not exist. */
export async function ifThere<T>(access: Promise<T>): Promise<T | undefined> {
  try {
    return await access;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

/** Returns true if there is a file or folder at `path`. */
export async function exists(path: string): Promise<boolean> {
  return await ifThere(Deno.stat(path)) !== undefined;
}

/** Returns the text of a file; undefined if the file does not exist. */
export function readTextIfThere(path: string): Promise<string | undefined> {
  return ifThere(Deno.readTextFile(path));
}

/** Returns the parsed text; undefined if it is no JSON, such as that of a file which a crash cut short. */
export function maybeJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
