/** Records whose parts are merged. */
import { readRuns, type Row, type Run } from "../../src/record/mod.ts";
import { withWriter } from "../../src/record/disk/compact.ts";
import type { MergeOptions } from "../../src/store/merge/merge_runs.ts";
import { type RowSums, sumParts } from "../../src/store/merge/row_sums.ts";
import {
  type LeftPart,
  readSound,
  type SoundPart,
} from "../../src/store/merge/sound_part.ts";
import { loadStore, Store } from "../../src/store/mod.ts";
import { toTestOperation, toTestRun, writeTestRun } from "./records.ts";

/** Merges all that can be. */
export const mergeAll: MergeOptions = {
  ...{ before_ms: Infinity, keepLast: 0, dryRun: false },
  onProgress: () => {},
  onWait: () => {},
};

/** Writes a run of the experiment `kv` with rows of three tables; from 500 operations on these are Parquet. */
export async function writeMany(
  data: string,
  id: string,
  { operations = 3, ...run }: Partial<Run> & {
    readonly operations?: number;
  } = {},
): Promise<void> {
  const event: Row<"events"> = {
    ...{ run_id: id, at: "2026-01-02T03:04:05.678Z", kind: "phase" },
    ...{ subject: "measure", detail: "", data: '{"a":"é, \\"b\\""}' },
  };
  await writeTestRun(data, toTestRun(id, run), {
    operations: Array.from(
      { length: operations },
      (_, i) =>
        toTestOperation(id, {
          ...{ operation_id: String(i), duration_s: i % 7 / 10 },
          ...{ error: i % 2 === 0 ? "" : "a,\nb", worker: `w${i % 3}` },
          bytes: i % 5 === 0 ? null : i,
        }),
    ),
    events: [event, { ...event, at: null, subject: "fault" }],
    warnings: [{
      ...{ run_id: id, stage: "lab", code: "x", message: "m" },
      ...{ place: `${id}/samples.csv:12`, n: 2 },
    }],
  });
}

const queries = [
  "SELECT * EXCLUDE (part) FROM runs",
  "SELECT * EXCLUDE (part) FROM warnings",
  ...["params", "operations", "samples", "events", "load_facts"]
    .map((table) => `SELECT * FROM ${table}`),
];

/** Loads the records into a store, new or not, and returns all that it has, without the names of parts. */
export async function contentOf(data: string, path: string) {
  const { leftOut } = await loadStore(data, path);
  using store = await Store.open(path);
  const tables: unknown[] = [];
  for (const query of queries) {
    tables.push((await store.rows(`${query} ORDER BY ALL`)).rows);
  }
  return { leftOut, tables };
}

/** Reads the parts of the record `kv`, in order; each is sound, or says why it is left. */
export async function readParts(
  data: string,
): Promise<(SoundPart | LeftPart)[]> {
  const record = `${data}/kv`;
  const { runs } = await readRuns(record);
  const parts = [...Map.groupBy(runs, ({ part }) => part)];
  return await Promise.all(
    parts.map(([part, runs]) =>
      readSound(record, { experiment: "kv", part, runs }, new Set())
    ),
  );
}

/** Returns the parts of the record `kv`, which are all sound, with the sums of their rows. */
export async function readSums(
  data: string,
): Promise<{ readonly parts: SoundPart[]; readonly sums: RowSums }> {
  const parts = (await readParts(data)).flatMap((part) =>
    "reason" in part ? [] : [part]
  );
  const { sums } = await withWriter(
    `${data}/.sums`,
    (connection) => sumParts(connection, parts),
  );
  return { parts, sums };
}

/** Returns the sorted names in a folder. */
export function namesIn(folder: string): string[] {
  return [...Deno.readDirSync(folder)].map(({ name }) => name).sort();
}

/** Copies a folder with all below it. */
export async function copyFolder(from: string, to: string): Promise<void> {
  await Deno.mkdir(to, { recursive: true });
  for await (const { name, isDirectory } of Deno.readDir(from)) {
    const [source, target] = [`${from}/${name}`, `${to}/${name}`];
    if (isDirectory) await copyFolder(source, target);
    else await Deno.copyFile(source, target);
  }
}
