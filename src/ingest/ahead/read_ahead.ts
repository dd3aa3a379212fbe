/**
 * Reads thousands of small files ahead: to find, read, digest and decode a file takes about as long as to parse it, and
 * another thread can do that meanwhile.
 */
import type { SmallText } from "../source/small_text.ts";
import { ReadingThread, type SmallTexts } from "./reading_thread.ts";

/** Files from which on a thread is worth its begin. */
const MIN_FILES = 1024;
/** Files that it does not read: to read and parse them takes about as long as it takes to begin. */
const FIRST_FILES = 384;
/** Files of a message, as each has a cost of its own. */
const BATCH_FILES = 32;
/** Batches on their way: enough that neither thread waits for a short pause of the other, and few in memory. */
const MAX_BATCHES = 4;

/** A file in its turn. */
export interface AheadFile {
  readonly path: string;
  /** Null for a file that is still to be read. */
  readonly small: SmallText | null;
}

/** Yields files in order; if they are many, most that are small have their texts, and none that cannot be read. */
export async function* readAhead(
  paths: readonly string[],
): AsyncGenerator<AheadFile> {
  const first = paths.length < MIN_FILES ? paths.length : FIRST_FILES;
  const batches = toBatches(paths.slice(first));
  using thread = batches.length === 0 ? null : new ReadingThread();
  const asked: Promise<SmallTexts>[] = [];
  const ask = (batch: readonly string[] | undefined) => {
    if (thread !== null && batch !== undefined) asked.push(thread.read(batch));
  };
  for (const batch of batches.slice(0, MAX_BATCHES)) ask(batch);
  for (const path of paths.slice(0, first)) yield { path, small: null };
  let next = MAX_BATCHES;
  for (const batch of batches) {
    const texts = await asked.shift()!;
    ask(batches[next++]);
    for (const [i, path] of batch.entries()) {
      yield { path, small: texts[i] ?? null };
    }
  }
}

function toBatches(paths: readonly string[]): string[][] {
  const count = Math.ceil(paths.length / BATCH_FILES);
  return Array.from(
    { length: count },
    (_, i) => paths.slice(i * BATCH_FILES, (i + 1) * BATCH_FILES),
  );
}
