/** Run record of `monitoring-load`, in the rows of the records that engineers kept by hand. */
import {
  formatDigits,
  formatPercent,
  formatValue,
  fromBase,
  groupDigits,
} from "../../record/mod.ts";
import type { RecordTable } from "../../report/cells.ts";
import type { MonitoringMeasures } from "./monitoring_measures.ts";
import type { MonitoringRun } from "./monitoring_runs.ts";
import type { SeriesSummary } from "../series/series_summary.ts";

/** Text of a value that was not measured. */
const NONE = "–";

type SettingCell = (run: MonitoringRun) => string;
type MeasureCell = (measures: MonitoringMeasures) => string;

const settingRows: readonly (readonly [label: string, cell: SettingCell])[] = [
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

const measureRows: readonly (readonly [label: string, cell: MeasureCell])[] = [
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
  [
    "Answers, unpacked [MiB/s]",
    ({ responses }) => digits(responses, "MiB/s", 2),
  ],
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
  [
    "Kills for want of memory, from warm-up to end of load",
    ({ ooms }) => String(ooms),
  ],
  ["Available [%]", ({ available }) => digits(available, "%", 4)],
  ["Head flushes", ({ flushes }) => maybe(flushes, String)],
];

/** Returns the runs as columns, `width` a table. A run without measures has its settings and dashes. */
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
        // The minute distinguishes several runs of a day.
        identifier: (started_at ?? "").slice(0, 16).replace("T", " "),
        status,
      })),
      rows: [
        ...settingRows.map(([label, cell]) => toRow(label, columns.map(cell))),
        ...measureRows.map(([label, cell]) =>
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
  return {
    label,
    cells: texts.map((text) => ({ text: groupDigits(text), struck: false })),
  };
}

function maybe<T>(value: T | null, format: (value: T) => string): string {
  return value === null ? NONE : format(value);
}

function digits(value: number, unit: string, maxDigits: number): string {
  return formatDigits(fromBase(value, unit), maxDigits);
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

/** Formats the range, as in `12 to 31`; one number if both ends print alike. */
function percents(summary: SeriesSummary | null): string {
  return maybe(summary, ({ min, max }) => {
    const [from, to] = [min, max].map((share) =>
      formatPercent(share, 0).replace(" %", "")
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
