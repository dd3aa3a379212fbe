/** Writes the file that the master and all workers run. */

const PLACE = /^LOCUSTFILE = ""$/m;

/**
 * Writes our file with the text of the user's locustfile in it. Throws Error if that cannot be read.
 */
export async function writeLocustfile(
  own: string,
  path: string,
): Promise<void> {
  const ours = await Deno.readTextFile(
    new URL("./loadline_locustfile.py", import.meta.url),
  );
  const text = await Deno.readTextFile(own).catch((error: Error) => {
    throw new Error(
      `Cannot read the locustfile ${own} as ${error.message}`,
      { cause: error },
    );
  });
  // A string of JSON is one of Python.
  await Deno.writeTextFile(
    path,
    ours.replace(PLACE, () => `LOCUSTFILE = ${JSON.stringify(text)}`),
  );
}
