/**
 * Imports the statistics of containers of Docker: what `docker stats` prints, as JSON or as a table, and the JSON of the
 * engine's API. The lab's own probe names its metrics in the same way.
 *
 * The command prints no times, and rounds to three digits: kB is 1,000 bytes, KiB 1,024.
 */
import { defineTool } from "../load_frame/define_tool.ts";
import { openTool } from "../load_frame/open_tool.ts";
import { type OpenSeries, openSeries } from "../load_frame/series.ts";
import { type ToolContext, warnRun } from "../load_frame/tool_fields.ts";
import { unknownRun } from "../load_frame/tool_run.ts";
import {
  emptyPiece,
  type Imported,
  type ImportOptions,
  InputError,
  isFull,
  type SourceFile,
} from "../source/importer.ts";
import { plainLine } from "../source/plain_line.ts";
import {
  containersOf,
  isOfEngine,
  readingOf,
  timeOfReading,
} from "./docker_engine.ts";
import { spanOf } from "./time_span.ts";

/** Importer of Docker's statistics, format `docker-stats`. */
export const dockerStats = defineTool({
  format: "docker-stats",
  title: "docker stats: JSON lines, table, or JSON of the engine's API",
  extensions: [".json", ".jsonl", ".txt"],
  settings: {},
  shapes: [
    {
      title: "JSON lines of docker stats --format json",
      marks: "lines with the keys CPUPerc, MemUsage, NetIO",
      fits: ({ lines: [first = ""] }) =>
        ['"CPUPerc":', '"MemUsage":', '"NetIO":'].every((key) =>
          first.includes(key)
        ),
      isStreamed: true,
      read: (file, options) => readCommand(file, options, ofJson),
    },
    {
      title: "table of docker stats",
      marks: "the columns CONTAINER ID, NAME, CPU %, MEM USAGE / LIMIT",
      fits: ({ lines }) =>
        lines.slice(0, 20).some((line) => HEADER.test(plainLine(line))),
      isStreamed: true,
      read: (file, options) => readCommand(file, options, ofTable()),
    },
    {
      title: "JSON of the engine's API",
      marks: "the keys read, cpu_stats, memory_stats",
      fits: ({ text }) => isOfEngine(text),
      isStreamed: true,
      read: readEngine,
    },
  ],
});

/** Fields of a container, by the name that JSON gives them. */
type Fields = Readonly<Record<string, string>>;

/** Fields and their metrics: of two values, the first and the second. */
const metrics = [
  ["CPUPerc", 0, "cpu"],
  ["MemUsage", 0, "memory"],
  ["MemUsage", 1, "memory_limit"],
  ["NetIO", 0, "network_rx"],
  ["NetIO", 1, "network_tx"],
  ["BlockIO", 0, "disk_read"],
  ["BlockIO", 1, "disk_write"],
  ["PIDs", 0, "threads"],
] as const;

/** Quantity: its number and its unit, which may be none. */
const QUANTITY = /^(\d+(?:\.\d+)?(?:e[+-]?\d+)?)\s*([A-Za-z%]*)$/;

function* readCommand(
  file: SourceFile,
  options: ImportOptions,
  fieldsOf: (line: string) => Fields | null | "header",
): Generator<Imported> {
  let context: ToolContext = openTool(file, options, {
    ...unknownRun,
    tool: "docker stats",
  });
  const series = openSeries();
  const bad = { n: 0, first: 0 };
  let [number, gone, stored] = [0, 0, 0];
  for (const written of file.lines()) {
    number++;
    const line = plainLine(written).trim();
    if (line === "") continue;
    const fields = fieldsOf(line);
    if (fields === "header") continue;
    if (fields === null) {
      bad.n++;
      bad.first ||= number;
      context.piece.counts.read++;
      context.piece.counts.rejected++;
    } else if (isGone(fields)) {
      gone++;
      context.piece.counts.read += metrics.length;
      context.piece.counts.rejected += metrics.length;
    } else addContainer(context, series, fields);
    if (!isFull(context.piece)) continue;
    stored += context.piece.counts.stored;
    yield context.piece;
    context = { ...context, piece: emptyPiece("values") };
  }
  series.close(context);
  refuseEmpty(file, stored + context.piece.counts.stored);
  const warnings = [
    ["rejected-row", "lines that describe no container are left out", bad.n],
    [
      "rejected-row",
      "containers without a limit of memory did not run: their zeros are left out",
      gone,
    ],
    ["no-timestamp", "the command prints no times: samples have none", 1],
  ] as const;
  for (const [code, message, n] of warnings) {
    if (n > 0) warnRun(context, code, message, n);
  }
  yield context.piece;
}

/** Returns true for a container that ended, of which all is zero. */
function isGone(fields: Fields): boolean {
  return /^0(?:\.0+)?B \/ 0(?:\.0+)?B$/.test(fields["MemUsage"] ?? "");
}

function addContainer(
  context: ToolContext,
  series: OpenSeries,
  fields: Fields,
): void {
  const source = fields["Name"] || fields["Container"] || "container";
  for (const [field, part, metric] of metrics) {
    const written = fields[field];
    if (written === undefined) continue;
    const text = (written.split("/")[part] ?? written).trim();
    const [, value, symbol = ""] = QUANTITY.exec(text) ?? [];
    series.add(context, {
      source,
      metric,
      symbol,
      ms: null,
      value: value ?? text,
    });
  }
}

function ofJson(line: string): Fields | null {
  try {
    const json: unknown = JSON.parse(line);
    if (typeof json !== "object" || json === null) return null;
    const fields = Object.fromEntries(
      Object.entries(json).filter(([key]) => key !== "__proto__")
        .map(([key, value]) => [key, String(value)]),
    );
    return "CPUPerc" in fields || "MemUsage" in fields ? fields : null;
  } catch {
    return null;
  }
}

const HEADER = /^CONTAINER(?: ID)?\s+(?:NAME\s+)?CPU %\s+MEM USAGE \/ LIMIT\b/;

/** Fields of the columns of a table. */
const columns = new Map([
  ["CONTAINER ID", "Container"],
  ["CONTAINER", "Container"],
  ["NAME", "Name"],
  ["CPU %", "CPUPerc"],
  ["MEM USAGE / LIMIT", "MemUsage"],
  ["NET I/O", "NetIO"],
  ["BLOCK I/O", "BlockIO"],
  ["PIDS", "PIDs"],
]);

/** Returns a reader of the lines of a table, whose header stands above each frame. */
function ofTable(): (line: string) => Fields | null | "header" {
  let labels: readonly string[] = [];
  return (line) => {
    const cells = line.split(/\s{2,}/);
    if (HEADER.test(line)) {
      labels = cells;
      return "header";
    }
    if (labels.length === 0 || cells.length !== labels.length) return null;
    return Object.fromEntries(
      labels.flatMap((label, i) => {
        const field = columns.get(label);
        return field === undefined ? [] : [[field, cells[i] ?? ""]];
      }),
    );
  };
}

function* readEngine(
  file: SourceFile,
  options: ImportOptions,
): Generator<Imported> {
  let context: ToolContext = openTool(file, options, {
    ...unknownRun,
    ...spanOf(times(file)),
    tool: "docker engine",
  });
  const series = openSeries();
  let [bad, stored] = [0, 0];
  for (const container of containersOf(file)) {
    const reading = container === null ? null : readingOf(container);
    if (reading === null) {
      bad++;
      context.piece.counts.read++;
      context.piece.counts.rejected++;
      continue;
    }
    const { source, ms, values } = reading;
    for (const [metric, symbol, value] of values) {
      series.add(context, { source, metric, symbol, ms, value });
    }
    if (!isFull(context.piece)) continue;
    stored += context.piece.counts.stored;
    yield context.piece;
    context = { ...context, piece: emptyPiece("values") };
  }
  series.close(context);
  refuseEmpty(file, stored + context.piece.counts.stored);
  if (bad > 0) {
    warnRun(
      context,
      "rejected-row",
      "readings that describe no container are left out",
      bad,
    );
  }
  yield context.piece;
}

function* times(file: SourceFile): Generator<number> {
  for (const container of containersOf(file)) {
    if (container !== null) yield timeOfReading(container);
  }
}

function refuseEmpty({ name }: SourceFile, stored: number): void {
  if (stored > 0) return;
  throw new InputError(
    name,
    "",
    "holds no statistics of a container that runs",
    "give what docker stats printed while it did",
  );
}
