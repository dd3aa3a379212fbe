/** Unpacks files that gzip packed. */
import { InputError } from "./importer.ts";

const GZIP = [0x1f, 0x8b];

/** Returns true for the first bytes of a file that gzip packed. */
export function isPacked(first: Uint8Array): boolean {
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
