/** Finds the buffer of one sink in the folder of all buffers of a forwarder. */

/** Depth below which no forwarder keeps a buffer; NATS has it in `jetstream/$G/streams/sink-1`. */
const MAX_DEPTH = 4;

/**
 * Returns the folder with the name of a sink, or of its only partition, `sink-1-0`, in `spool` or below; empty if there
 * is none, as where sinks share a buffer.
 */
export async function findSinkSpool(
  spool: string,
  sink: string,
  depth = MAX_DEPTH,
): Promise<string> {
  // Folders come and go while a forwarder runs.
  const entries = await Array.fromAsync(Deno.readDir(spool)).catch(() => []);
  const folders = entries.filter(({ isDirectory }) => isDirectory)
    .map(({ name }) => name);
  const found = folders.find((name) => name === sink || name === `${sink}-0`);
  if (found !== undefined) return `${spool}/${found}`;
  if (depth === 1) return "";
  for (const name of folders) {
    const below = await findSinkSpool(`${spool}/${name}`, sink, depth - 1);
    if (below !== "") return below;
  }
  return "";
}
