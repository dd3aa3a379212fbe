/** Unpacks files that gzip packed. */
import { InputError, type SourceFile } from "./importer.ts";
import { readSource } from "./source.ts";

const GZIP = [0x1f, 0x8b];

/** Returns true for a file that begins as gzip writes it. */
export async function isPacked(path: string): Promise<boolean> {
  using file = await Deno.open(path);
  const first = new Uint8Array(2);
  await file.read(first);
  return GZIP.every((byte, i) => first[i] === byte);
}

/** Unpacks a file. Throws `InputError` if it is damaged, or longer than `maxBytes` when it is unpacked. */
export async function unpack(
  path: string,
  { to, maxBytes }: { readonly to: string; readonly maxBytes: number },
): Promise<void> {
  const file = await Deno.open(path);
  const out = await Deno.open(to, { write: true, create: true });
  let size = 0;
  const counter = new TransformStream<Uint8Array, Uint8Array>({
    transform(chunk, controller) {
      size += chunk.length;
      if (size > maxBytes) throw new RangeError("too long");
      controller.enqueue(chunk);
    },
  });
  try {
    await file.readable
      .pipeThrough(new DecompressionStream("gzip"))
      .pipeThrough(counter)
      .pipeTo(out.writable);
  } catch (error) {
    const isLong = size > maxBytes;
    const input = new InputError(
      path,
      "",
      isLong
        ? `has more than the ${maxBytes} bytes that one file may have when it is unpacked`
        : "is packed with gzip, and damaged or cut off",
      isLong ? "split it into smaller files" : "fetch the file again",
    );
    input.cause = error;
    throw input;
  }
}

/** Longest file that is looked at, in bytes. */
const MAX_BYTES = 2 ** 38;

/** Opens a file, unpacked if need be, for as long as `act` takes. */
export async function withUnpacked<T>(
  path: string,
  act: (file: SourceFile) => T,
): Promise<T> {
  if (!await isPacked(path)) {
    return act(readSource(path, { maxBytes: MAX_BYTES }));
  }
  const folder = await Deno.makeTempDir();
  try {
    const at = `${folder}/file`;
    await unpack(path, { to: at, maxBytes: MAX_BYTES });
    return act(readSource(path, { at, maxBytes: MAX_BYTES }));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}
