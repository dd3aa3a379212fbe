/** Our runs of `monitoring-load` as a run record, in the rows that engineers kept by hand. */
import { formatPercent, formatValue, fromBase } from "../../record/mod.ts";
import type { RecordTable } from "../../report/mod.ts";
import type { MonitoringMeasures } from "./monitoring_measures.ts";
import type { MonitoringRun } from "./monitoring_runs.ts";
import type { Spread } from "../series/series_summary.ts";

/** Text of what was not measured. */
const NONE = "–";

/** A cell from what was configured, and one from what was measured. */
type Setting = (run: MonitoringRun) => string;
type Figure = (measures: MonitoringMeasures) => string;

const settings: readonly (readonly [label: string, cell: Setting])[] = [
  ["Metrics per target", ({ setting }) => setting("metrics")],
  ["Scrape targets", ({ setting }) => setting("targets")],
  ["Value interval [s]", ({ setting }) => setting("value_interval")],
  ["Prom scrape interval [s]", ({ setting }) => setting("scrape_interval")],
  ["Loki log lines [1/sec]", ({ setting }) => setting("log_lines")],
  ["Query users", ({ setting }) => setting("users")],
  ["Big prom query period [min]", period],
  ["Memory budget [MiB]", (run) => budget(run, "memory_limit", "MiB")],
  ["Processor budget [cores]", (run) => budget(run, "cpu_limit", "")],
];

const figures: readonly (readonly [label: string, cell: Figure])[] = [
  ["Measured [min]", ({ seconds }) => digits(seconds, "min", 3)],
  ["Datapoints/min", ({ nominal }) => formatValue(nominal, "1/min")],
  [
    "Datapoints/min measured",
    ({ ingested }) => maybe(ingested, (value) => digits(value, "1/min", 4)),
  ],
  [
    "Prom query success rate [%]",
    ({ queries: { success } }) =>
      maybe(success, (rate) => digits(rate, "%", 4)),
  ],
  ["Incremental query p99 [ms]", ({ incremental: { p99 } }) => millis(p99)],
  ["Big query median [ms]", ({ big: { p50 } }) => millis(p50)],
  ["% CPU of the machine", ({ cpu_share }) => percents(cpu_share)],
  ["% mem of the budget", ({ memory_share }) => percents(memory_share)],
  [
    "Memory, most [MiB]",
    ({ memory }) => maybe(memory, ({ max }) => digits(max, "MiB", 3)),
  ],
  [
    "Storage, whole flush periods [GiB/day]",
    ({ storage }) => maybe(storage, ({ rate }) => digits(rate, "GiB/day", 3)),
  ],
  ["Answers, unpacked [MiB/s]", ({ answers }) => digits(answers, "MiB/s", 2)],
  ["Network of the host, received [MiB/s]", ({ traffic }) => rate(traffic)],
  ["Disk write of the server [MiB/s]", ({ disk_write }) => rate(disk_write)],
  ["Disk read of the server [MiB/s]", ({ disk_read }) => rate(disk_read)],
  [
    "Disk writes of the host [IOPS]",
    ({ disk_write_iops }) => iops(disk_write_iops),
  ],
  [
    "Disk reads of the host [IOPS]",
    ({ disk_read_iops }) => iops(disk_read_iops),
  ],
  ["Outages", ({ outages }) => String(outages.length)],
  ["Kills for want of memory, warm-up included", ({ ooms }) => String(ooms)],
  ["Available [%]", ({ available }) => digits(available, "%", 4)],
  ["Head flushes", ({ flushes }) => maybe(flushes, String)],
];

/** Runs as columns, `width` a table. A run that never came to be measured keeps its settings, and has dashes. */
export function monitoringRecord(
  runs: readonly MonitoringRun[],
  { width = 7 }: { readonly width?: number } = {},
): RecordTable[] {
  const tables: RecordTable[] = [];
  for (let from = 0; from < runs.length; from += width) {
    const columns = runs.slice(from, from + width);
    tables.push({
      columns: columns.map(({ run_id, started_at, status }) => ({
        run_id,
        // Several runs of a day are the rule here: the minute tells them apart.
        identifier: (started_at ?? "").slice(0, 16).replace("T", " "),
        status,
      })),
      rows: [
        ...settings.map(([label, cell]) => toRow(label, columns.map(cell))),
        ...figures.map(([label, cell]) =>
          toRow(
            label,
            columns.map(({ measures }) => maybe(measures, cell)),
          )
        ),
        toRow("Verdict", columns.map(({ verdict }) => verdict)),
      ],
    });
  }
  return tables;
}

function toRow(label: string, texts: readonly string[]) {
  return { label, cells: texts.map((text) => ({ text, struck: false })) };
}

function maybe<T>(value: T | null, format: (value: T) => string): string {
  return value === null ? NONE : format(value);
}

function digits(value: number, unit: string, most: number): string {
  return fromBase(value, unit).toLocaleString("en-US", {
    maximumSignificantDigits: most,
  });
}

function millis(seconds: number | null): string {
  return maybe(seconds, (value) => digits(value, "ms", 3));
}

function rate(bytes: number | null): string {
  return maybe(bytes, (value) => digits(value, "MiB/s", 2));
}

function iops(operations: number | null): string {
  return maybe(operations, (value) => digits(value, "IOPS", 2));
}

/** `12 to 31`, from least to most; one number where both print alike. */
function percents(spread: Spread | null): string {
  return maybe(spread, ({ min, max }) => {
    const [from, to] = [min, max].map((one) =>
      formatPercent(one, 0).replace(" %", "")
    );
    return from === to ? `${from}` : `${from} to ${to}`;
  });
}

function period({ setting }: MonitoringRun): string {
  const seconds = Number(setting("big_period"));
  return seconds === 0 ? "none" : digits(seconds, "min", 3);
}

function budget({ setting }: MonitoringRun, key: string, unit: string): string {
  const limit = Number(setting(key));
  return limit === 0 ? "none" : digits(limit, unit, 4);
}
