/**
 * Imports the JSON of sadf (`sadf -j`), of sysstat: activities of a machine at each interval.
 *
 * Its kilobytes are of 1,024 bytes. Times are in UTC where it says so; the length of the first interval may be nonsense.
 */
import { type Event, toEvent } from "../../record/mod.ts";
import { defineTool } from "../load_frame/define_tool.ts";
import { entriesAt, listAt, numberAt, textAt } from "../load_frame/document.ts";
import { hasKeys } from "../load_frame/glance.ts";
import { openTool } from "../load_frame/open_tool.ts";
import { openSeries } from "../load_frame/series.ts";
import { warnRun } from "../load_frame/tool_fields.ts";
import { unknownRun, withSystem } from "../load_frame/tool_run.ts";
import {
  type Imported,
  type ImportOptions,
  InputError,
  type SourceFile,
} from "../source/importer.ts";
import { parseJson } from "../source/json.ts";
import { maybeTime } from "../source/time.ts";
import { spanOf } from "./time_span.ts";

/** Importer of sysstat, format `sysstat`. */
export const sysstat = defineTool({
  format: "sysstat",
  title: "sysstat: JSON of sadf -j",
  extensions: [".json"],
  settings: {},
  shapes: [{
    title: "JSON of sadf -j",
    marks: "the keys sysstat, hosts, statistics",
    fits: (glance) => hasKeys(glance, "sysstat", "hosts", "statistics"),
    isStreamed: false,
    read: readSysstat,
  }],
});

/** Activities of which every number is of one unit. */
const ofActivity = new Map([["cpu-load", "%"], ["cpu-load-all", "%"]]);
/** Units by the name of a number; the first that fits. */
const units: readonly (readonly [RegExp, string])[] = [
  [/percent$/, "%"],
  [/^(?:rx|tx|r|w|d)kB$|^pgpg(?:in|out)$/, "KiB/s"],
  [/^(?:rx|tx)(?:pck|cmp|mcst|err|drop|fram|fifo|carr)$/, "1/s"],
  [/^[rwd]?tps$|^(?:proc|cswch|intr|bread|bwrtn)$/, "1/s"],
  [/^(?:fault|majflt|pgfree|pgscan[kd]|pgsteal|pswp(?:in|out))$/, "1/s"],
  [/^areq-sz$/, "KiB"],
  [/^await$/, "ms"],
];
/** Activities whose other numbers are of kilobytes. */
const IN_KILOBYTES = /^(?:memory|hugepages)$/;

/** Numbers of an activity at one time. */
interface Figure {
  readonly metric: string;
  readonly symbol: string;
  readonly value: unknown;
}

function readSysstat(file: SourceFile, options: ImportOptions): Imported {
  const json = parseJson(file);
  const hosts = listAt(json, "sysstat/hosts");
  const intervals = hosts.flatMap((host) =>
    listAt(host, "statistics").map((statistics) => ({
      source: hosts.length === 1 ? "host" : textAt(host, "nodename") || "host",
      statistics,
    }))
  );
  if (intervals.length === 0) {
    throw new InputError(
      file.name,
      "",
      "holds no interval of sadf (sysstat.hosts.statistics)",
      "give the output of sadf -j, with options of sar such as -- -A",
    );
  }
  const [first] = hosts;
  const system = textAt(first, "nodename") || "unknown";
  const context = openTool(file, withSystem(options, system), {
    ...unknownRun,
    ...spanOf(intervals.map(({ statistics }) => timeOf(statistics))),
    tool: "sysstat",
    notes: [textAt(first, "sysname"), textAt(first, "release")]
      .filter((text) => text !== "").join(" "),
    params: { cores: numberAt(first, "number-of-cpus") },
  });
  const series = openSeries();
  for (const { source, statistics } of intervals) {
    const ms = timeOf(statistics);
    for (const figure of figuresOf(statistics)) {
      series.add(context, { source, ms, ...figure });
    }
  }
  series.close(context);
  const { rows } = context.piece;
  rows.events.push(
    ...hosts.flatMap((host) => restartsOf(host, context.run_id)),
  );
  const inLocalTime =
    intervals.filter(({ statistics }) =>
      numberAt(statistics, "timestamp/utc") !== 1
    ).length;
  if (inLocalTime > 0) {
    warnRun(
      context,
      "zone-assumed",
      "times name no zone and are taken as UTC; sadf writes UTC without -T and -t",
      inLocalTime,
    );
  }
  return context.piece;
}

/** Returns the Unix time of an interval's end in ms; NaN if it has none. */
function timeOf(statistics: unknown): number {
  const [date, time] = [
    textAt(statistics, "timestamp/date"),
    textAt(statistics, "timestamp/time"),
  ];
  return /^\d{4}-\d\d-\d\d$/.test(date) && /^\d\d:\d\d:\d\d$/.test(time)
    ? Date.parse(`${date}T${time}Z`)
    : NaN;
}

function figuresOf(statistics: unknown): Figure[] {
  return entriesAt(statistics, "")
    .filter(([activity]) => activity !== "timestamp")
    .flatMap(([activity, value]) => numbersIn(value, [activity]));
}

/** Deepest object read. */
const MAX_DEPTH = 6;

/** Returns the numbers in a value. Text is a name, such as that of a disk, and the numbers beside it are of it. */
function numbersIn(value: unknown, path: readonly string[]): Figure[] {
  if (path.length > MAX_DEPTH) return [];
  if (Array.isArray(value)) {
    return value.flatMap((entry) => numbersIn(entry, path));
  }
  const entries = entriesAt(value, "");
  const names = entries.flatMap(([, of]) => typeof of === "string" ? [of] : []);
  return entries.flatMap(([key, of]) => {
    if (typeof of === "object" && of !== null) {
      return numbersIn(of, [...path, key]);
    }
    if (typeof of !== "number") return [];
    const metric = [...path, key].join(".");
    return [{
      metric: [metric, ...names].join(" "),
      symbol: unitOf(path, key),
      value: of,
    }];
  });
}

function unitOf(path: readonly string[], key: string): string {
  const activity = path.at(-1) ?? "";
  const found = units.find(([pattern]) => pattern.test(key))?.[1];
  return ofActivity.get(activity) ?? found ??
    (IN_KILOBYTES.test(activity) ? "KiB" : "");
}

function restartsOf(host: unknown, run_id: string): Event[] {
  return listAt(host, "restarts").map((restart) => {
    const [date, time] = [
      textAt(restart, "boot/date"),
      textAt(restart, "boot/time"),
    ];
    return toEvent({
      run_id,
      at: maybeTime(Date.parse(`${date}T${time}Z`)),
      kind: "note",
      subject: textAt(host, "nodename"),
      detail: "the machine was restarted",
    });
  });
}
