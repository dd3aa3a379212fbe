/** Bodies of requests, never more than a limit. */

/** The body, or null when it has more than `limit` bytes; the rest of it is not read then. */
export async function readBody(
  request: Request,
  limit: number,
): Promise<Uint8Array<ArrayBuffer> | null> {
  const told = request.headers.get("content-length");
  if (told !== null) {
    return Number(told) > limit ? null : await request.bytes();
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
