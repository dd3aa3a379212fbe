/**
 * Output of REPRAM's load tester, one run a file: a JSON object, with the text that the tool prints before it or alone.
 *
 * Its fields `_ms` hold nanoseconds; its rate and latency are of all requests, failed ones too. The figures are kept as
 * they were reported, in the unit they are in, and warnings say so. A run without a single success measured how fast
 * nothing answers: it is invalid.
 */
import { z } from "zod";
import type { Event, Run } from "../../record/mod.ts";
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
import { toLoadFigure } from "./load_value.ts";
import { loopOf, numberSetting, toLoadParams, toLoadRun } from "./load_run.ts";
import { baseName } from "../source/machine.ts";

/** A load tester's results, format `load-tester`. */
export const loadTester = {
  format: "load-tester",
  title: "output of REPRAM's load tester: JSON, also below its text",
  extensions: [".json", ".txt"],
  experiment: "cluster-scale-published",
  settings: {
    system: "what was under test; repram if not said",
    version: "version of it, where the file's name holds no commit",
    nodes: "nodes of the cluster, where the file does not say",
    workers: "concurrent workers, where the file does not say",
    value_size: "bytes of a value, where the file does not say",
    read_share: "share of reads among the requests",
    duration: "seconds asked for, where the file does not say",
  },
  read: readLoadTester,
} satisfies Importer;

/** Field to kind, statistic, and the unit that it is in. */
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
  // One text for all that looks at it: of a large file each look would read it again.
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
      params: toLoadParams({ ...params, loop: loopOf(null) }),
      environment: target === undefined ? {} : { target },
    }),
    ...toStatus(results),
  };
  const { run_id } = run;
  const { total_requests, failed_requests } = results;
  for (const [i, name] of names.entries()) {
    const [kind, statistic, symbol] = fields[name];
    rows.reported.push(toLoadFigure(run_id, {
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
  // The lines before keep their number in a message.
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

/** Line ends before an offset. */
function countLines(text: string, before: number): number {
  let count = 0;
  for (let at = text.indexOf("\n"); at >= 0 && at < before; count++) {
    at = text.indexOf("\n", at + 1);
  }
  return count;
}

/** What answers nothing has no rate and no latency. */
function toStatus(
  { total_requests, successful_requests }: Record<Field, number>,
): Pick<Run, "status" | "notes"> {
  if (successful_requests > 0) return { status: "ok", notes: "" };
  const total = total_requests.toLocaleString("en-US");
  return { status: "invalid", notes: `none of ${total} requests succeeded` };
}

/** Seven to forty hexadecimal digits, of both kinds lest a date be taken for a commit. */
const COMMIT = /[_-](?=[a-f]*\d)(?=\d*[a-f])([0-9a-f]{7,40})(?=[_.-])/;

/** The commit that the file's name says was tested, or the version that was set; and whether the two differ. */
function toVersion({ name }: SourceFile, { settings }: ImportOptions) {
  const found = COMMIT.exec(baseName(name))?.[1];
  const asked = settings.version;
  return {
    version: found ?? asked ?? "",
    differing: found === undefined || asked === undefined || asked === found
      ? []
      : [`version is ${found} in the file's name, not ${asked} as was set`],
  };
}

/** Settings as the text says, then as the command line does; and where the two differ. */
function toParams({ name, text }: SourceFile, { settings }: ImportOptions) {
  const said = (pattern: RegExp, where = text) => {
    const found = pattern.exec(where)?.[1];
    return found === undefined ? null : Number(found);
  };
  const scale = /(\d+)nodes_\d+conc_\d+bytes/;
  const found: Record<string, number | null> = {
    nodes: said(scale, baseName(name)) ?? said(scale),
    workers: said(/^\s*Concurrency: (\d+)$/m),
    value_size: said(/^\s*Data size: (\d+) bytes$/m),
    read_share: null,
    duration: goSeconds(/^\s*Duration: (\S+)$/m.exec(text)?.[1]),
  };
  const asked = Object.fromEntries(
    Object.keys(found).map((key) => [key, numberSetting(settings, key)]),
  );
  return {
    params: Object.fromEntries(
      Object.keys(found).map((key) => [key, found[key] ?? asked[key] ?? null]),
    ),
    differing: Object.entries(found).flatMap(([key, value]) =>
      value === null || asked[key] === null || asked[key] === value
        ? []
        : [`${key} is ${value} in the file, not ${asked[key]} as was set`]
    ),
  };
}

/** Seconds of a duration as Go writes it: `1m30s`. */
function goSeconds(text: string | undefined): number | null {
  const [, h, m, s] =
    /^(?:(\d+)h)?(?:(\d+)m)?(?:(\d+(?:\.\d+)?)s)?$/.exec(text ?? "") ?? [];
  if (h === undefined && m === undefined && s === undefined) return null;
  return Number(h ?? 0) * 3600 + Number(m ?? 0) * 60 + Number(s ?? 0);
}

/** Lines of progress; the tool says how long it has run, not when. */
function* progress(run_id: string, text: string): Generator<Event> {
  const lines = text.matchAll(/^Progress: (\S+) elapsed, (.+?)\r?$/gm);
  for (const [, elapsed = "", detail = ""] of lines) {
    yield { run_id, at: null, kind: "progress", subject: elapsed, detail };
  }
}
