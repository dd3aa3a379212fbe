/** Reads the end of a file that a running forwarder appends its counters to each second, however long it is. */

/** Age of the last write above which the file tells nothing of the present: its forwarder has stopped, or hangs. */
const MAX_AGE_MS = 5000;

/** Returns the last `bytes` of a file as text, which may begin amid a line; empty if it is old or cannot be read. */
export async function readTail(path: string, bytes: number): Promise<string> {
  try {
    using file = await Deno.open(path);
    const { size, mtime } = await file.stat();
    if (Date.now() - (mtime?.getTime() ?? 0) > MAX_AGE_MS) return "";
    await file.seek(Math.max(0, size - bytes), Deno.SeekMode.Start);
    return await new Response(file.readable).text();
  } catch {
    return "";
  }
}
