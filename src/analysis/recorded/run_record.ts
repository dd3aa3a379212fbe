/**
 * The run record: runs as columns, settings and reported values as rows, as performance engineers keep it by hand.
 *
 * Works for any experiment: settings come from `params`, values from `reported`, both with their label and position;
 * comments come from `note` events and the headline from `headline` events.
 */
import { z } from "zod";
import type { Store } from "../../store/mod.ts";
import type { RecordCell, RecordTable } from "../../report/cells.ts";
import { formatCell } from "./cell_format.ts";

const Column = z.strictObject({
  run_id: z.string(),
  experiment: z.string(),
  source: z.string(),
  identifier: z.string(),
  status: z.string(),
});

const Entry = z.strictObject({
  run_id: z.string(),
  label: z.string(),
  position: z.number(),
  text: z.string(),
  kind: z.string(),
  statistic: z.string(),
  value: z.number().nullable(),
  unit: z.string(),
  annotation: z.string(),
  struck: z.boolean(),
});

const Note = z.strictObject({
  run_id: z.string(),
  kind: z.string(),
  subject: z.string(),
  detail: z.string(),
});

/** A comment or headline. */
export interface RecordNote {
  readonly subject: string;
  readonly text: string;
  /** Number of runs that have it. */
  readonly runs: number;
}

/** The content of a run record. */
export interface RunRecord {
  readonly headline: readonly RecordNote[];
  readonly tables: readonly RecordTable[];
  readonly comments: readonly RecordNote[];
}

/** Options of `runRecord`. */
export interface RunRecordOptions {
  /** Restricts the record to runs from this file; empty for all. @default {""} */
  readonly source?: string;
  /** Maximum number of runs per table. @default {7} */
  readonly width?: number;
}

/** Returns the run record of all visible runs, in order of recording. */
export async function runRecord(
  store: Store,
  { source = "", width = 7 }: RunRecordOptions = {},
): Promise<RunRecord> {
  const columns = await store.query(
    Column,
    `SELECT run_id, experiment, source, status,
       coalesce(environment->>'identifier', strftime(started_at, '%Y-%m-%d'), run_id) AS identifier
     FROM runs
     WHERE $source = '' OR source = $source ORDER BY experiment, source, run_id`,
    { source },
  );
  const entries = Map.groupBy(
    await store.query(
      Entry,
      `SELECT run_id, label, position, value AS text, key AS kind,
         'value' AS statistic, number AS value, unit, '' AS annotation, false AS struck
       FROM params WHERE label <> ''
       UNION ALL BY NAME
       SELECT run_id, label, position, text, kind, statistic, value, unit, annotation, struck
       FROM reported WHERE label <> ''
       ORDER BY run_id, position`,
    ),
    ({ run_id }) => run_id,
  );
  const notes = await store.query(
    Note,
    `SELECT run_id, kind, subject, detail FROM events SEMI JOIN runs USING (run_id)
     WHERE kind IN ('note', 'headline') ORDER BY run_id`,
  );
  const shown = new Set(columns.map(({ run_id }) => run_id));
  const shownNotes = notes.filter(({ run_id }) => shown.has(run_id));
  return {
    headline: toNotes(shownNotes.filter(({ kind }) => kind === "headline")),
    tables: groupColumns(columns, entries, width).map((group) =>
      toTable(group, entries)
    ),
    comments: toNotes(shownNotes.filter(({ kind }) => kind === "note")),
  };
}

type Entries = ReadonlyMap<string, z.infer<typeof Entry>[]>;

/** Groups consecutive runs of one file with equal labels at equal positions, at most `width`, as in the source. */
function groupColumns(
  columns: readonly z.infer<typeof Column>[],
  entries: Entries,
  width: number,
): z.infer<typeof Column>[][] {
  const groups: z.infer<typeof Column>[][] = [];
  let places = new Map<string, string>();
  for (const column of columns) {
    const last = groups.at(-1);
    const columnPlaces = placesOf(column, entries);
    const fits = last && last.length < width &&
      [...columnPlaces].every(([key, value]) =>
        (places.get(key) ?? value) === value
      );
    if (fits) {
      last.push(column);
    } else {
      groups.push([column]);
      places = new Map();
    }
    for (const [key, value] of columnPlaces) places.set(key, value);
  }
  return groups;
}

/** Maps labels to positions and positions to labels of a run's rows, and `source` to its file. */
function placesOf(
  { run_id, source }: z.infer<typeof Column>,
  entries: Entries,
): Map<string, string> {
  const places = new Map([["source", source]]);
  for (const { label, position } of entries.get(run_id) ?? []) {
    places.set(`label ${label}`, String(position));
    places.set(`position ${position}`, label);
  }
  return places;
}

function labelsOf(
  columns: readonly { readonly run_id: string }[],
  entries: Entries,
): string[] {
  const places = new Map<string, number>();
  for (const { run_id } of columns) {
    for (const { label, position } of entries.get(run_id) ?? []) {
      places.set(label, Math.min(places.get(label) ?? Infinity, position));
    }
  }
  return [...places].sort((a, b) => a[1] - b[1]).map(([label]) => label);
}

function toTable(
  columns: readonly z.infer<typeof Column>[],
  entries: Entries,
): RecordTable {
  const cell = (run_id: string, label: string): RecordCell => {
    const cellEntries = (entries.get(run_id) ?? []).filter((entry) =>
      entry.label === label
    );
    return {
      text: cellEntries[0]?.text || formatCell(cellEntries, label),
      struck: cellEntries.length > 0 &&
        cellEntries.every(({ struck }) => struck),
    };
  };
  return {
    columns: columns.map(({ run_id, identifier, status }) => ({
      run_id,
      identifier,
      status,
    })),
    rows: labelsOf(columns, entries).map((label) => ({
      label,
      cells: columns.map(({ run_id }) => cell(run_id, label)),
    })),
  };
}

function toNotes(notes: readonly z.infer<typeof Note>[]): RecordNote[] {
  const distinct = Map.groupBy(
    notes,
    ({ subject, detail }) => `${subject}\n${detail}`,
  );
  return [...distinct.values()].map((same) => ({
    subject: same[0]!.subject,
    text: same[0]!.detail,
    runs: same.length,
  }));
}
