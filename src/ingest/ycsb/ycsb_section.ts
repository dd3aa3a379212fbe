/** Output of one client in a file, while it is read: it becomes a run. */
import { NO_COMMAND, type YcsbCommand } from "./ycsb_command.ts";
import type { YcsbEntry, YcsbInterval, YcsbItem } from "./ycsb_item.ts";

/** Entries of one metric, in columns: a run may have two million of them. */
export interface MetricEntries {
  readonly metric: string;
  readonly names: string[];
  readonly values: (string | number)[];
  /** Numbers of their items. */
  readonly numbers: number[];
  /** Their positions among all entries of the run, from 1. */
  readonly positions: number[];
}

/** State of one run. */
export interface Section {
  /** Number of the run in its file, from 1. */
  readonly ordinal: number;
  /** By metric, in the order of their first entries. */
  readonly metrics: Map<string, MetricEntries>;
  /** Those of the last entry. */
  current: MetricEntries | null;
  /** Number of entries so far. */
  entries: number;
  command: YcsbCommand;
  version: string;
  /** First and last interval of the log. */
  first: YcsbInterval | null;
  last: YcsbInterval | null;
  /** Number of raw operations so far. */
  operations: number;
  /** Rejected lines, lines of other tools, and intended times of operations, by kind: the first, and their number. */
  readonly rejected: Map<
    string,
    { readonly message: string; readonly place: string; readonly n: number }
  >;
  /** Set when the first row is yielded. */
  run_id: string | null;
}

/** Creates the state of a run without any content. */
export function emptySection(ordinal: number, version: string): Section {
  return {
    ordinal,
    metrics: new Map(),
    current: null,
    entries: 0,
    command: NO_COMMAND,
    version,
    first: null,
    last: null,
    operations: 0,
    rejected: new Map(),
    run_id: null,
  };
}

/** Adds an entry. */
export function addEntry(
  section: Section,
  { metric, name, value, number }: YcsbEntry,
): void {
  let current = section.current;
  if (current === null || current.metric !== metric) {
    section.current = current = entriesOf(section, metric);
  }
  section.entries++;
  current.names.push(name);
  current.values.push(value);
  current.numbers.push(number);
  current.positions.push(section.entries);
}

function entriesOf({ metrics }: Section, metric: string): MetricEntries {
  const known = metrics.get(metric);
  if (known !== undefined) return known;
  const added = { metric, names: [], values: [], numbers: [], positions: [] };
  metrics.set(metric, added);
  return added;
}

/** Returns true if the totals of the run were read. */
export function hasTotals({ metrics }: Section): boolean {
  return metrics.has(TOTALS);
}

const TOTALS = "OVERALL";

/** Returns true if anything of the run was read. */
export function hasContent(
  { entries, first, operations, rejected }: Section,
): boolean {
  return entries > 0 || first !== null || operations > 0 || rejected.size > 0;
}

/** Returns true if `item` belongs to the next run: a command after totals, or a repeated total. */
export function startsNextRun(section: Section, item: YcsbItem): boolean {
  if (item.kind === "command" || item.kind === "version") {
    return hasTotals(section);
  }
  return item.kind === "entry" && item.metric === TOTALS &&
    (section.metrics.get(TOTALS)?.names.includes(item.name) ?? false);
}
