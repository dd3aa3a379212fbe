/** Versions of the programs of a Diego, which tell none: the beginning of the SHA-256 of each file. */
import { basename } from "node:path";

/** Returns `bbs 1f2e3d4c, locket ...`. */
export async function describePrograms(
  paths: readonly string[],
): Promise<string> {
  const texts = await Promise.all(paths.map(async (path) => {
    const digest = await crypto.subtle.digest(
      "SHA-256",
      await Deno.readFile(path),
    );
    return `${basename(path)} ${new Uint8Array(digest).toHex().slice(0, 8)}`;
  }));
  return texts.join(", ");
}
