/**
 * Imports YCSB results: text, or the JSON of its exporters, with or without the client's log around them.
 *
 * 1. `ycsb_lines.ts`  parses the entries of all formats, and the log
 * 2. this file        converts totals and summaries to reported values
 * 3. `ycsb_operations.ts` collects single operations in batches
 * 4. `ycsb_series.ts` converts numbered entries to buckets of a histogram
 */
import type { Run } from "../../record/mod.ts";
import {
  emptyPiece,
  type Imported,
  type Importer,
  type ImportOptions,
  InputError,
  isFull,
  type Piece,
  type RowLists,
  type SourceFile,
  toWarning,
} from "../source/importer.ts";
import { toLoadValue } from "../load_tools/load_value.ts";
import {
  numberSetting,
  repetitionCounter,
  toLoadParams,
  toLoadRun,
  toLoop,
} from "../load_tools/load_run.ts";
import { baseName } from "../source/machine.ts";
import {
  type Decimal,
  DECIMAL_SETTING,
  decimalSetting,
  maybeNumber,
  numberProblem,
} from "../source/number.ts";
import { maybeTime } from "../source/time.ts";
import { toKind } from "./ycsb_kind.ts";
import {
  NO_COMMAND,
  readYcsbItems,
  type YcsbCommand,
  type YcsbEntry,
  type YcsbItem,
} from "./ycsb_lines.ts";
import {
  addOperation,
  emptyOperations,
  type OperationList,
} from "./ycsb_operations.ts";
import { toHistogram } from "./ycsb_series.ts";

/** Importer of YCSB results, format `ycsb`. */
export const ycsb = {
  format: "ycsb",
  title: "YCSB results as text or JSON, also below the client's log",
  extensions: [".txt", ".log", ".dat", ".json"],
  experiment: "ycsb",
  settings: {
    system: "system under test; default the database class",
    system_version: "version of the system",
    nodes: "nodes of the cluster",
    workers: "client threads, if the file does not state them",
    value_size: "bytes of a record",
    decimal: DECIMAL_SETTING,
  },
  join: null,
  read: readYcsb,
} satisfies Importer;

const statistics = new Map([
  ["Average", "mean"],
  ["Min", "min"],
  ["Max", "max"],
]);
const totals = new Map([
  ["RunTime", "test_duration"],
  ["Throughput", "throughput"],
]);
const units = new Map([["us", "µs"], ["ms", "ms"], ["ops/sec", "1/s"]]);
/** Keys of imported properties of a core workload; others may hold a password and are left out. */
const properties = new Map([
  ["recordcount", "keys"],
  ["operationcount", "requests"],
  ["readproportion", "read_share"],
  ["requestdistribution", "key_distribution"],
  ["fieldcount", "fields"],
  ["fieldlength", "field_size"],
  ["updateproportion", "update_share"],
  ["insertproportion", "insert_share"],
  ["scanproportion", "scan_share"],
]);

/** State of one run while it is read. */
interface Section {
  /** Number of the run in its file, from 1. */
  readonly ordinal: number;
  entries: YcsbEntry[];
  command: YcsbCommand;
  version: string;
  /** First and last interval of the log. */
  first: Status | null;
  last: Status | null;
  /** Number of raw operations so far. */
  operations: number;
  /** Rejected lines and duplicate intended times of operations, by kind: the first, and their number. */
  readonly rejected: Map<
    string,
    { readonly message: string; readonly place: string; readonly n: number }
  >;
  /** Set when the first row is yielded. */
  run_id: string | null;
}

type Status = Extract<YcsbItem, { kind: "status" }>;

function emptySection(ordinal: number, version: string): Section {
  return {
    ordinal,
    entries: [],
    command: NO_COMMAND,
    version,
    first: null,
    last: null,
    operations: 0,
    rejected: new Map(),
    run_id: null,
  };
}

/** Maximum number of entries of one run; a histogram of a million buckets fits. */
const MAX_ENTRIES = 2_000_000;

/** Reads a file with the output of one or more clients in sequence; each is a run. */
function* readYcsb(
  file: SourceFile,
  options: ImportOptions,
): Generator<Imported> {
  const withRepetition = repetitionCounter();
  let piece = emptyPiece("entries");
  let operations = emptyOperations();
  let section = emptySection(1, "");
  let runs = 0;
  const close = (status: Run["status"]) => {
    runs++;
    closeSection(section, piece, { file, options, withRepetition, status });
  };
  for (const item of readYcsbItems(file)) {
    if (startsNextRun(section, item)) {
      close("ok");
      section = emptySection(section.ordinal + 1, section.version);
    }
    addItem(section, item, { piece, operations, file, options });
    if (section.entries.length > MAX_ENTRIES) {
      throw new InputError(
        file.name,
        "",
        `holds more than ${MAX_ENTRIES} entries of one run`,
        "give the output of one client",
      );
    }
    if (isFull(piece)) {
      yield piece;
      piece = emptyPiece("entries");
      operations = emptyOperations();
    }
  }
  if (section.entries.some(({ metric }) => metric === "OVERALL")) close("ok");
  else if (runs === 0) {
    throw new InputError(
      file.name,
      "",
      "holds no results of YCSB ('OVERALL')",
      "give the whole output of the client, to its end",
    );
  } else if (hasContent(section)) {
    // The last client was killed before it printed its totals.
    close("incomplete");
  }
  yield piece;
}

function hasContent({ entries, first, operations, rejected }: Section) {
  return entries.length > 0 || first !== null || operations > 0 ||
    rejected.size > 0;
}

/** Returns true if `item` belongs to the next run: a command after totals, or a repeated total. */
function startsNextRun({ entries }: Section, item: YcsbItem): boolean {
  const has = (metric: string, name: string) =>
    entries.some((entry) => entry.metric === metric && entry.name === name);
  if (item.kind === "command" || item.kind === "version") {
    return entries.some(({ metric }) => metric === "OVERALL");
  }
  return item.kind === "entry" && item.entry.metric === "OVERALL" &&
    has("OVERALL", item.entry.name);
}

interface Context {
  readonly piece: Piece;
  readonly operations: OperationList;
  readonly file: SourceFile;
  readonly options: ImportOptions;
}

function addItem(
  section: Section,
  item: YcsbItem,
  { piece, operations, file, options }: Context,
): void {
  const { counts, rows } = piece;
  if (item.kind === "command") section.command = item.command;
  else if (item.kind === "version") section.version = item.version;
  else {
    counts.read++;
    if (item.kind === "entry") {
      counts.stored++;
      section.entries.push({
        ...item.entry,
        position: section.entries.length + 1,
      });
    } else if (item.kind === "status") {
      counts.stored++;
      section.first ??= item;
      section.last = item;
      if (item.rate !== null) {
        rows.samples.push({
          run_id: runIdOf(section, { file, options }),
          source: "generator",
          metric: "throughput",
          unit: "1/s",
          at: maybeTime(item.at),
          value: item.rate,
        });
      }
    } else if (item.kind === "raw" && !item.metric.startsWith("Intended-")) {
      counts.stored++;
      section.operations++;
      addOperation(operations, item, {
        piece,
        run_id: runIdOf(section, { file, options }),
        number: section.operations,
      });
    } else {
      counts.rejected++;
      const message = item.kind === "raw"
        ? "intended times of operations are left out, as the operations themselves stand there too"
        : `line is no result: ${item.text.slice(0, 80)}`;
      const known = section.rejected.get(item.kind);
      section.rejected.set(item.kind, {
        place: known?.place ??
          (item.kind === "raw" ? `:${item.line}` : item.place),
        n: (known?.n ?? 0) + 1,
        message: known?.message ?? message,
      });
    }
  }
}

function runIdOf(
  section: Section,
  { file, options }: Pick<Context, "file" | "options">,
): string {
  section.run_id ??= toLoadRun(file, {
    options,
    ordinal: section.ordinal,
    system: "",
    tool: "ycsb",
    startedAt: startOf(section),
    params: [],
  }).run_id;
  return section.run_id;
}

function startOf({ first }: Section): string | null {
  return first ? maybeTime(first.at - first.elapsed * 1000) : null;
}

/** Pushes the run, its reported values, histograms and warnings. */
function closeSection(
  section: Section,
  piece: Piece,
  { file, options, withRepetition, status }:
    & Pick<Context, "file" | "options">
    & {
      readonly withRepetition: (run: Run) => Run;
      readonly status: Run["status"];
    },
): void {
  const { rows, counts } = piece;
  const run_id = runIdOf(section, { file, options });
  const decimal = decimalSetting(options.settings);
  const warn = toWarn(rows, run_id, baseName(file.name));
  piece.runs.push(
    withRepetition({
      ...toRun(file, { section, options, decimal }),
      run_id,
      status,
    }),
  );
  const metrics = Map.groupBy(section.entries, ({ metric }) => metric);
  for (const [metric, entries] of metrics) {
    const numbered = entries.filter(isNumbered);
    for (const entry of entries.filter((entry) => !isNumbered(entry))) {
      const reported = toLoadValue(run_id, { ...toStatistic(entry), decimal });
      rows.reported.push(reported);
      if (reported.value === null) {
        const { text, place } = entry;
        const problem = numberProblem(text, decimal);
        warn("unreadable-cell", `'${text}' ${problem}`, place);
      }
    }
    const [first] = numbered;
    if (first === undefined) continue;
    const numberOf = (name: string) =>
      maybeNumber(
        entries.find((entry) => entry.name === name)?.text ?? "",
        decimal,
      );
    const maxLatencyUs = numberOf("MaxLatency(us)");
    const { buckets, problem } = toHistogram(numbered, {
      operations: numberOf("Operations") ?? null,
      maxLatency: maxLatencyUs === undefined ? null : maxLatencyUs / 1e6,
    });
    for (const bucket of buckets) {
      rows.histograms.push({ run_id, kind: toKind(metric), ...bucket });
    }
    if (problem !== "") {
      counts.stored -= numbered.length;
      counts.rejected += numbered.length;
      warn("rejected-row", problem, first.place, numbered.length);
    }
  }
  if (section.first !== null) {
    warn(
      "zone-assumed",
      "times of the client's log name no zone and are taken as UTC",
      section.first.place,
    );
  }
  for (const { message, place, n } of section.rejected.values()) {
    warn("rejected-row", message, place, n);
  }
}

function toWarn(rows: RowLists, run_id: string, name: string) {
  return (code: string, message: string, place: string, n = 1) => {
    rows.warnings.push({
      ...toWarning({ run_id, code, message, place: name + place }),
      n,
    });
  };
}

function isNumbered({ name }: YcsbEntry): boolean {
  return /^>?\d+$/.test(name);
}

/** Parses `99.9PercentileLatency(us)`, `Return=OK`, `RunTime(ms)` ... into kind, statistic and unit. */
function toStatistic({ metric, name, text, position }: YcsbEntry) {
  const common = { text, label: `[${metric}], ${name}`, position };
  const kind = toKind(metric);
  // First, as there may be a million of them.
  if (metric !== "OVERALL" && name.startsWith(RETURN)) {
    const statistic = name.slice(RETURN.length).toLowerCase();
    return { ...common, kind: `${kind}_returns`, statistic, symbol: "" };
  }
  const [, what = name, unit = ""] = /^(.*)\(([^)]*)\)$/.exec(name) ?? [];
  const symbol = units.get(unit) ?? unit;
  if (metric === "OVERALL") {
    return {
      ...common,
      kind: totals.get(what) ?? `overall_${what.toLowerCase()}`,
      statistic: "value",
      symbol,
    };
  }
  const [, percentile] = /^([\d.]+?)(?:st|nd|rd|th)?PercentileLatency$/
    .exec(what) ?? [];
  const [, summary = ""] = /^(Average|Min|Max)Latency$/.exec(what) ?? [];
  const statistic = percentile ? `p${percentile}` : statistics.get(summary);
  if (statistic !== undefined) {
    return { ...common, kind: `${kind}_latency`, statistic, symbol };
  }
  // The summary of raw measurements states no unit: like the measurements it is in microseconds.
  const raw = /^p\d+(?:\.\d+)?$/.test(what) ? what : statistics.get(what);
  if (raw !== undefined) {
    return { ...common, kind: `${kind}_latency`, statistic: raw, symbol: "µs" };
  }
  if (what === "Total Operations") {
    return { ...common, kind: `${kind}_operations`, statistic: "value" };
  }
  const own = `${kind}_${toKind(what)}`;
  return { ...common, kind: own, statistic: "value", symbol };
}

/** Number of the operations that ended with a status: `Return=OK`. */
const RETURN = "Return=";

function toRun(
  file: SourceFile,
  { section, options, decimal }: {
    readonly section: Section;
    readonly options: ImportOptions;
    readonly decimal: Decimal;
  },
): Run {
  const { settings } = options;
  const { threads, target, database, workload } = section.command;
  const count = (key: string) => numberSetting(settings, key);
  const given = Object.fromEntries(
    [...properties].flatMap(([property, key]) => {
      const text = section.command.properties[property];
      return text === undefined
        ? []
        : [[key, maybeNumber(text, decimal) ?? text]];
    }),
  );
  return toLoadRun(file, {
    options,
    ordinal: section.ordinal,
    system: settings.system ?? (database || "unknown"),
    systemVersion: settings.system_version ?? "",
    tool: "ycsb",
    toolVersion: section.version,
    startedAt: startOf(section),
    endedAt: section.last ? maybeTime(section.last.at) : null,
    params: toLoadParams({
      nodes: count("nodes"),
      workers: threads ?? count("workers"),
      value_size: count("value_size"),
      rate: target,
      // Only the command states a target; without it the loop is unknown.
      loop: database ? toLoop(target) : null,
      workload: workload || null,
      ...given,
    }),
  });
}
