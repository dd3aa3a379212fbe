/** Appends runs to a record. */
import { UsageError } from "../model/errors.ts";
import { RECORD_FORMAT } from "./format_1.ts";
import { ifThere } from "./if_there.ts";
import { Run } from "../model/model.ts";
import { MAX_ROW_BYTES } from "./table_source.ts";

/** Lock file in a folder of records: whoever imports or merges runs holds it, one at a time. */
export const RECORDS_LOCK = ".ingest.lock";

/** Options of `appendRuns`. */
export interface AppendOptions {
  /** Whether each run was found to fit the schema `Run` already, as an import does when it reads it. @default {false} */
  readonly areChecked?: boolean;
}

/**
 * Appends runs to `reports.json`, one a line; a line torn by an earlier crash is closed off first.
 *
 * Throws `UsageError` with the run and the field, and appends nothing, if a run does not fit the schema `Run` or its
 * line is longer than the store can read.
 */
export async function appendRuns(
  folder: string,
  runs: readonly Run[],
  { areChecked = false }: AppendOptions = {},
): Promise<void> {
  if (!areChecked) { for (const run of runs) requireFit(run); }
  const lines = runs.map(toRunLine).join("");
  await Deno.mkdir(folder, { recursive: true });
  using file = await openLocked(`${folder}/reports.json`);
  const { size } = await file.stat();
  const last = new Uint8Array(1);
  if (size > 0) {
    await file.seek(size - 1, Deno.SeekMode.Start);
    await file.read(last);
  }
  const torn = size > 0 && last[0] !== 10;
  const bytes = new TextEncoder().encode((torn ? "\n" : "") + lines);
  for (let at = 0; at < bytes.length;) {
    at += await file.write(bytes.subarray(at));
  }
  await file.sync();
}

/**
 * Opens a `reports.json`, or makes it, and locks it against other writers: the one that has this name when the lock is
 * held, as a merge puts another in its place. The caller closes it.
 */
export async function openLocked(path: string): Promise<Deno.FsFile> {
  for (;;) {
    const file = await Deno.open(path, {
      read: true,
      append: true,
      create: true,
    });
    try {
      await file.lock(true);
      const now = await ifThere(Deno.stat(path));
      if (now?.ino === (await file.stat()).ino) return file;
    } catch (error) {
      file.close();
      throw error;
    }
    file.close();
  }
}

function requireFit(run: Run): void {
  const parsed = Run.safeParse(run);
  if (parsed.success) return;
  const [issue] = parsed.error.issues;
  throw new UsageError(
    `Cannot record run ${run.run_id} as its ${
      issue?.path.join(".")
    } is wrong: ${issue?.message}`,
  );
}

/** Returns the line of a run. Throws `UsageError` if it is longer than the store can read. */
export function toRunLine(run: Run): string {
  const line = JSON.stringify({ format: RECORD_FORMAT, ...run }) + "\n";
  // A UTF-16 unit takes at most three bytes of UTF-8.
  if (3 * line.length <= MAX_ROW_BYTES) return line;
  throw new UsageError(
    `Cannot record run ${run.run_id} as it takes ${line.length} characters: shorten its notes, settings or environment`,
  );
}
