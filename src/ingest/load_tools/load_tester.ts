/**
 * Imports the output of REPRAM's load tester, one run a file: a JSON object, with or without the text printed before
 * it.
 *
 * Its `_ms` fields hold nanoseconds; its throughput and latency include failed requests. The values are kept as
 * reported, in their true unit, with warnings. A run without a success is invalid.
 */
import { z } from "zod";
import { type Event, type Run, toEvent } from "../../record/mod.ts";
import {
  emptyPiece,
  type Imported,
  type Importer,
  type ImportOptions,
  InputError,
  isFull,
  type SourceFile,
  toWarning,
} from "../source/importer.ts";
import { parseJson } from "../source/json.ts";
import { toLoadValue } from "./load_value.ts";
import { numberSetting, toLoadParams, toLoadRun, toLoop } from "./load_run.ts";
import { baseName } from "../source/machine.ts";

/** Importer of a load tester's results, format `load-tester`. */
export const loadTester = {
  format: "load-tester",
  title: "output of REPRAM's load tester: JSON, also below its text",
  extensions: [".json", ".txt"],
  experiment: "cluster-scale-published",
  settings: {
    system: "system under test; default repram",
    version: "version of the system, if the file name holds no commit",
    nodes: "nodes of the cluster, if the file does not state them",
    workers: "concurrent workers, if the file does not state them",
    value_size: "bytes of a value, if the file does not state it",
    read_share: "share of reads among the requests",
    duration: "requested duration in seconds, if the file does not state it",
  },
  join: null,
  read: readLoadTester,
} satisfies Importer;

/** Kind, statistic and true unit of each field. */
const fields = {
  total_requests: ["total_requests", "value", ""],
  successful_requests: ["successful_requests", "value", ""],
  failed_requests: ["failed_requests", "value", ""],
  requests_per_second: ["throughput", "value", "1/s"],
  avg_latency_ms: ["latency", "mean", "ns"],
  min_latency_ms: ["latency", "min", "ns"],
  max_latency_ms: ["latency", "max", "ns"],
  success_rate: ["success_rate", "value", "%"],
  test_duration: ["test_duration", "value", "ns"],
} as const;
type Field = keyof typeof fields;
const names = Object.keys(fields) as Field[];

const Results = z.record(z.enum(names), z.number().min(0));

function* readLoadTester(
  source: SourceFile,
  options: ImportOptions,
): Generator<Imported> {
  // A copy with a plain `text`: the getter of a large file reads it again on each access.
  const file = { ...source };
  const results = parseResults(file);
  const first = emptyPiece("rows");
  const { rows } = first;
  const { params, differing } = toParams(file, options);
  const version = toVersion(file, options);
  const target = /^\s*Target: (\S+)$/m.exec(file.text)?.[1];
  const run: Run = {
    ...toLoadRun(file, {
      options,
      system: options.settings.system ?? "repram",
      systemVersion: version.version,
      tool: "repram load-tester",
      params: toLoadParams({ ...params, loop: toLoop(null) }),
      environment: target === undefined ? {} : { target },
    }),
    ...toStatus(results),
  };
  const { run_id } = run;
  const { total_requests, failed_requests } = results;
  for (const [i, name] of names.entries()) {
    const [kind, statistic, symbol] = fields[name];
    rows.reported.push(toLoadValue(run_id, {
      kind,
      statistic,
      symbol,
      text: String(results[name]),
      label: name,
      position: i + 1,
      n: kind === "latency" ? total_requests : null,
      decimal: "point",
    }));
  }
  const warn = (code: string, message: string, n = 1) =>
    rows.warnings.push({
      ...toWarning({ run_id, code, message, place: baseName(file.name) }),
      n,
    });
  warn(
    "unit-mislabelled",
    "the fields avg_latency_ms, min_latency_ms and max_latency_ms hold nanoseconds",
    3,
  );
  if (failed_requests > 0) {
    const share =
      `of all ${total_requests} requests, ${failed_requests} of which failed`;
    warn("latency-includes-failures", `latency is ${share}`);
    warn("throughput-includes-failures", `throughput is ${share}`);
  }
  for (const message of [...differing, ...version.differing]) {
    warn("setting-ignored", message);
  }
  first.runs.push(run);
  first.counts.read = first.counts.stored = names.length;
  let piece = first;
  for (const event of progress(run_id, file.text)) {
    piece.rows.events.push(event);
    piece.counts.read++;
    piece.counts.stored++;
    if (!isFull(piece)) continue;
    yield piece;
    piece = emptyPiece("rows");
  }
  yield piece;
}

function parseResults(file: SourceFile): Record<Field, number> {
  const { name, text } = file;
  const from = /^[ \t]*\{/m.exec(text)?.index;
  if (from === undefined) {
    throw new InputError(
      name,
      "",
      "holds no JSON results",
      "give the whole output of the load tester, to its end",
    );
  }
  const to = /^\}[ \t\r]*$/m.exec(text.slice(from));
  // Messages count lines from the start of the file.
  const linesBefore = countLines(text, from);
  const json = text.slice(from, to ? from + to.index + 1 : undefined);
  const results = Results.safeParse(
    parseJson({ name, text: json }, linesBefore),
  );
  if (!results.success) {
    const [issue] = results.error.issues;
    throw new InputError(
      name,
      String(linesBefore + 1),
      `holds no results of the load tester (${
        issue?.path.join(".") || "JSON"
      }: ${issue?.message})`,
      "give the output of the load tester",
    );
  }
  return results.data;
}

/** Counts the line ends before an offset. */
function countLines(text: string, before: number): number {
  let count = 0;
  for (let at = text.indexOf("\n"); at >= 0 && at < before; count++) {
    at = text.indexOf("\n", at + 1);
  }
  return count;
}

/** Returns `invalid` if no request succeeded: such a run has no throughput and no latency. */
function toStatus(
  { total_requests, successful_requests }: Record<Field, number>,
): Pick<Run, "status" | "notes"> {
  if (successful_requests > 0) return { status: "ok", notes: "" };
  const total = total_requests.toLocaleString("en-US");
  return { status: "invalid", notes: `none of ${total} requests succeeded` };
}

/** Seven to forty hexadecimal digits with a letter and a decimal digit, so that a date is not read as a commit. */
const COMMIT = /[_-](?=[a-f]*\d)(?=\d*[a-f])([0-9a-f]{7,40})(?=[_.-])/;

/** Returns the commit in the file's name, else the setting `version`; and a message if the two differ. */
function toVersion({ name }: SourceFile, { settings }: ImportOptions) {
  const inName = COMMIT.exec(baseName(name))?.[1];
  const fromSettings = settings.version;
  return {
    version: inName ?? fromSettings ?? "",
    differing: inName === undefined || fromSettings === undefined ||
        fromSettings === inName
      ? []
      : [
        `version is ${inName} in the file's name, not ${fromSettings} as was set`,
      ],
  };
}

/** Returns the settings in the text, else on the command line; and a message for each that differs. */
function toParams({ name, text }: SourceFile, { settings }: ImportOptions) {
  const numberIn = (pattern: RegExp, source = text) => {
    const number = pattern.exec(source)?.[1];
    return number === undefined ? null : Number(number);
  };
  const scale = /(\d+)nodes_\d+conc_\d+bytes/;
  const inText: Record<string, number | null> = {
    nodes: numberIn(scale, baseName(name)) ?? numberIn(scale),
    workers: numberIn(/^\s*Concurrency: (\d+)$/m),
    value_size: numberIn(/^\s*Data size: (\d+) bytes$/m),
    read_share: null,
    duration: goSeconds(/^\s*Duration: (\S+)$/m.exec(text)?.[1]),
  };
  const fromSettings = Object.fromEntries(
    Object.keys(inText).map((key) => [key, numberSetting(settings, key)]),
  );
  return {
    params: Object.fromEntries(
      Object.keys(inText).map((
        key,
      ) => [key, inText[key] ?? fromSettings[key] ?? null]),
    ),
    differing: Object.entries(inText).flatMap(([key, value]) =>
      value === null || fromSettings[key] === null ||
        fromSettings[key] === value
        ? []
        : [
          `${key} is ${value} in the file, not ${fromSettings[key]} as was set`,
        ]
    ),
  };
}

/** Parses a Go duration such as `1m30s` into seconds. */
function goSeconds(text: string | undefined): number | null {
  const [, h, m, s] =
    /^(?:(\d+)h)?(?:(\d+)m)?(?:(\d+(?:\.\d+)?)s)?$/.exec(text ?? "") ?? [];
  if (h === undefined && m === undefined && s === undefined) return null;
  return Number(h ?? 0) * 3600 + Number(m ?? 0) * 60 + Number(s ?? 0);
}

/** Yields the lines of progress as events; the tool prints elapsed time only, hence no `at`. */
function* progress(run_id: string, text: string): Generator<Event> {
  const lines = text.matchAll(/^Progress: (\S+) elapsed, (.+?)\r?$/gm);
  for (const [, elapsed = "", detail = ""] of lines) {
    yield toEvent({
      run_id,
      at: null,
      kind: "progress",
      subject: elapsed,
      detail,
    });
  }
}
