/**
 * Results of YCSB: text, or the JSON of its exporters, with or without the client's log around them.
 *
 * 1. `ycsb_lines.ts`  the entries of all shapes, made one, and what the log says
 * 2. here             totals and summaries into reported figures
 * 3. `ycsb_series.ts` numbered entries into buckets of a histogram
 */
import type { Sample } from "../record/mod.ts";
import {
  emptyRows,
  type Imported,
  type Importer,
  type ImportOptions,
  InputError,
  type SourceFile,
  toWarning,
} from "./importer.ts";
import { maybeNumber, toLoadFigure } from "./load_figure.ts";
import { loopOf, numberSetting, toLoadParams, toLoadRun } from "./load_run.ts";
import { baseName } from "./machine.ts";
import { parseYcsb, type YcsbEntry, type YcsbLog } from "./ycsb_lines.ts";
import { toHistogram } from "./ycsb_series.ts";

/** Results of YCSB, format `ycsb`. */
export const ycsb = {
  format: "ycsb",
  title: "YCSB results as text or JSON, also below the client's log",
  extensions: [".txt", ".log", ".dat", ".json"],
  experiment: "ycsb",
  settings: {
    system: "what was under test; the database class if not said",
    system_version: "its version",
    nodes: "nodes of the cluster",
    workers: "client threads, where the file does not say",
    value_size: "bytes of a record",
  },
  read: readYcsb,
} satisfies Importer;

/** Operations to our kinds; others keep their name. */
const kinds = new Map([["READ", "get"], ["UPDATE", "put"]]);
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
/** Properties of a core workload; others may hold a password and are left out. */
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

function readYcsb(file: SourceFile, options: ImportOptions): Imported {
  const log = parseYcsb(file);
  const name = baseName(file.name);
  if (!log.entries.some(({ metric }) => metric === "OVERALL")) {
    throw new InputError(
      file.name,
      "",
      "holds no results of YCSB ('OVERALL')",
      "give the whole output of the client, to its end",
    );
  }
  const run = toRun(file, { log, options });
  const { run_id } = run;
  const rows = emptyRows();
  const warn = (code: string, message: string, place: string, n = 1) =>
    rows.warnings.push({
      ...toWarning({ run_id, code, message, place: name + place }),
      n,
    });
  let left = 0;
  const metrics = Map.groupBy(log.entries, ({ metric }) => metric);
  for (const [metric, entries] of metrics) {
    const numbered = entries.filter(isNumbered);
    for (const entry of entries.filter((entry) => !isNumbered(entry))) {
      const figure = toLoadFigure(run_id, toFigure(entry));
      rows.reported.push(figure);
      if (figure.value === null) {
        warn("unreadable-cell", `'${entry.text}' is no number`, entry.place);
      }
    }
    const [first] = numbered;
    if (first === undefined) continue;
    const said = (name: string) =>
      maybeNumber(entries.find((entry) => entry.name === name)?.text ?? "");
    const longest = said("MaxLatency(us)");
    const { buckets, problem } = toHistogram(numbered, {
      operations: said("Operations") ?? null,
      longest: longest === undefined ? null : longest / 1e6,
    });
    for (const bucket of buckets) {
      rows.histograms.push({ run_id, kind: toKind(metric), ...bucket });
    }
    if (problem !== "") {
      left += numbered.length;
      warn("rejected-row", problem, first.place, numbered.length);
    }
  }
  rows.samples.push(...toSamples(run_id, log));
  if (log.status.length > 0) {
    warn(
      "zone-assumed",
      "times of the client's log name no zone and are taken as UTC",
      log.status[0]?.place ?? "",
    );
  }
  for (const { place, text } of log.rejected) {
    warn("rejected-row", `line is no result: ${text.slice(0, 80)}`, place);
  }
  left += log.rejected.length;
  const read = log.entries.length + log.status.length + log.rejected.length;
  return {
    runs: [run],
    rows,
    counts: { unit: "entries", read, stored: read - left, rejected: left },
  };
}

function isNumbered({ name }: YcsbEntry): boolean {
  return /^>?\d+$/.test(name);
}

/** `Intended-READ` is `intended_get`, `UPDATE-FAILED` is `put_failed`, `READ-MODIFY-WRITE` is a kind of its own. */
function toKind(metric: string): string {
  const [, before = "", operation = "", after = ""] =
    /^(Intended-)?(READ|UPDATE)(-FAILED)?$/.exec(metric) ?? [];
  const kind = kinds.get(operation);
  return (kind ? `${before}${kind}${after}` : metric).toLowerCase()
    .replaceAll("%", "share").replace(/[^a-z0-9]+/g, "_").replace(/_$/, "");
}

/** `99.9PercentileLatency(us)`, `Return=OK`, `RunTime(ms)` ... as kind, statistic and unit. */
function toFigure({ metric, name, text, position }: YcsbEntry) {
  const [, what = name, unit = ""] = /^(.*)\(([^)]*)\)$/.exec(name) ?? [];
  const figure = { text, label: `[${metric}], ${name}`, position };
  const symbol = units.get(unit) ?? unit;
  const kind = toKind(metric);
  if (metric === "OVERALL") {
    return {
      ...figure,
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
    return { ...figure, kind: `${kind}_latency`, statistic, symbol };
  }
  const [, status] = /^Return=(.*)$/.exec(name) ?? [];
  return status === undefined
    ? { ...figure, kind: `${kind}_${toKind(what)}`, statistic: "value", symbol }
    : { ...figure, kind: `${kind}_returns`, statistic: status.toLowerCase() };
}

function toRun(
  file: SourceFile,
  { log, options }: { log: YcsbLog; options: ImportOptions },
) {
  const { settings } = options;
  const { threads, target, database, workload } = log.command;
  const count = (key: string) => numberSetting(settings, key);
  const given = Object.fromEntries(
    [...properties].flatMap(([property, key]) => {
      const text = log.command.properties[property];
      return text === undefined ? [] : [[key, maybeNumber(text) ?? text]];
    }),
  );
  const [first, last] = [log.status[0], log.status.at(-1)];
  return toLoadRun(file, {
    options,
    system: settings.system ?? (database || "unknown"),
    systemVersion: settings.system_version ?? "",
    tool: "ycsb",
    toolVersion: log.version,
    startedAt: first
      ? new Date(first.at - first.elapsed * 1000).toISOString()
      : null,
    endedAt: last ? new Date(last.at).toISOString() : null,
    params: toLoadParams({
      nodes: count("nodes"),
      workers: threads ?? count("workers"),
      value_size: count("value_size"),
      rate: target,
      // Only the command says whether there was a target.
      loop: database ? loopOf(target) : null,
      workload: workload || null,
      ...given,
    }),
  });
}

/** Rate of each interval that the client's log prints. */
function toSamples(run_id: string, { status }: YcsbLog): Sample[] {
  return status.flatMap(({ at, rate }) =>
    rate === null ? [] : [{
      run_id,
      source: "generator",
      metric: "throughput",
      unit: "1/s",
      at: new Date(at).toISOString(),
      value: rate,
    }]
  );
}
