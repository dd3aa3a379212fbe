/** Reads request bodies up to a limit. */

/** Returns the body; null if it has more than `limit` bytes, whose rest is not read. */
export async function readBody(
  request: Request,
  limit: number,
): Promise<Uint8Array<ArrayBuffer> | null> {
  const declared = request.headers.get("content-length") ?? "";
  // Anything but a whole number declares nothing: the bytes are counted instead.
  if (/^\d+$/.test(declared)) {
    return Number(declared) > limit ? null : await request.bytes();
  }
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  let length = 0;
  for await (const chunk of request.body ?? []) {
    length += chunk.length;
    if (length > limit) return null;
    chunks.push(chunk);
  }
  return await new Blob(chunks).bytes();
}
