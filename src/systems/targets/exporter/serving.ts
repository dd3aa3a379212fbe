/** What an exporter tells of itself in a file: to who started it, and to itself when it is started again. */

export interface Serving {
  /** When it was first started: milliseconds since 1970. */
  readonly started_at: number;
  /** Port of each target on 127.0.0.1. */
  readonly ports: readonly number[];
}

export async function writeServing(
  path: string,
  serving: Serving,
): Promise<void> {
  await Deno.writeTextFile(path, `${JSON.stringify(serving)}\n`);
}

/** Null while there is no file, or it is not yet written to its end. */
export async function readServing(path: string): Promise<Serving | null> {
  try {
    const text = await Deno.readTextFile(path);
    return text.endsWith("\n") ? JSON.parse(text) : null;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
}
