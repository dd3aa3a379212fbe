/** Makes text of files that are none: those packed with gzip, and binary logs of Gatling. */
import { isBinaryLog, writeTextLog } from "./gatling/gatling_binary.ts";
import type { SourceFile } from "./source/importer.ts";
import { baseName } from "./source/machine.ts";
import { readSmall } from "./source/small_text.ts";
import { readSource } from "./source/source.ts";
import { isPacked, unpack } from "./source/unpack.ts";

/** Longest file read as a stream, in bytes. */
export const MAX_STREAMED_BYTES = 2 ** 38;

/** Bytes that tell what a file is. */
const FIRST_BYTES = 128;

/** The text of a file. */
export interface FileText {
  /** Path of the file itself, or of one that was made of it. */
  readonly at: string;
  /** Bytes of a small file that is text itself; null of any other. */
  readonly content: Uint8Array | null;
  /** Place at which what was packed is cut off: the name of the file, and the line of a text; null for a whole file. */
  readonly cutAt: string | null;
}

/**
 * Returns the text of a file: itself, or a file in `folder`, which is made if need be. Throws `InputError` if it is damaged,
 * or longer than `maxBytes` when it is unpacked.
 */
export async function toFileText(
  path: string,
  { folder, maxBytes }: { readonly folder: string; readonly maxBytes: number },
): Promise<FileText> {
  const content = readSmall(path);
  const first = content?.subarray(0, FIRST_BYTES) ?? firstBytes(path);
  if (!isPacked(first) && !isBinaryLog(first)) {
    return { at: path, content, cutAt: null };
  }
  await Deno.mkdir(folder, { recursive: true });
  let at = path;
  let cutAt: string | null = null;
  if (isPacked(first)) {
    at = `${folder}/unpacked`;
    const line = await unpack(path, { to: at, maxBytes });
    if (line !== null) cutAt = `${baseName(path)}:${line}`;
  }
  if (isBinaryLog(firstBytes(at))) {
    const to = `${folder}/text`;
    await writeTextLog(at, { name: path, to });
    at = to;
    // Lines are those of the text, which the file does not have.
    if (cutAt !== null) cutAt = baseName(path);
  }
  return { at, content: null, cutAt };
}

/**
 * Returns the first bytes of a file; none of what is no file that can be read, which `readSource()` refuses. Reads
 * synchronously, as it does: there may be thousands of small files.
 */
function firstBytes(path: string): Uint8Array {
  const first = new Uint8Array(FIRST_BYTES);
  try {
    // A pipe would wait for a writer.
    if (!Deno.statSync(path).isFile) return new Uint8Array();
    using file = Deno.openSync(path);
    return first.subarray(0, file.readSync(first) ?? 0);
  } catch {
    return new Uint8Array();
  }
}

/** Opens a file as text, for as long as `act` takes. */
export async function withText<T>(
  path: string,
  act: (file: SourceFile) => T,
): Promise<T> {
  const folder = await Deno.makeTempDir();
  const maxBytes = MAX_STREAMED_BYTES;
  try {
    const { at, content } = await toFileText(path, { folder, maxBytes });
    return act(readSource(path, { at, content, maxBytes }));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}
