/** Makes a folder for what a command will write, before it works for long. */
import { UsageError } from "../model/errors.ts";
import { refusalReason } from "./file_error.ts";

/**
 * Makes a folder, and a file in it for a moment. Throws `UsageError` if either cannot be made: it names what was to be
 * written there, and the option that names another folder.
 */
export async function makeWritableFolder(
  folder: string,
  { what, option }: { readonly what: string; readonly option: string },
): Promise<void> {
  try {
    await Deno.mkdir(folder, { recursive: true });
    await Deno.remove(
      await Deno.makeTempFile({ dir: folder, prefix: ".try-" }),
    );
  } catch (error) {
    throw new UsageError(
      `Cannot write ${what} in ${folder} as ${
        refusalReason(error)
      }: name another folder with ${option}`,
      { cause: error },
    );
  }
}
