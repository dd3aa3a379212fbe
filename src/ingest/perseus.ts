/** Logs of rystsov/perseus: increments and errors of each client by the second, while one node is cut off and rejoined. */
import type { Event, Sample } from "../record/mod.ts";
import {
  emptyRows,
  type Imported,
  type Importer,
  type ImportOptions,
  InputError,
  type SourceFile,
  toWarning,
} from "./importer.ts";
import { loopOf, toLoadParams, toLoadRun } from "./load_run.ts";
import { baseName } from "./machine.ts";
import { parsePerseus, type PerseusLog } from "./perseus_log.ts";

/** A log of Perseus, format `perseus`. */
export const perseus = {
  format: "perseus",
  title: "per-second log of Perseus, with its isolate and rejoin markers",
  extensions: [".log"],
  experiment: "cluster-isolation",
  settings: {
    system: "what was under test; from the file name if not said",
    system_version: "its version",
  },
  read: readPerseus,
} satisfies Importer;

function readPerseus(file: SourceFile, options: ImportOptions): Imported {
  const log = parsePerseus(file);
  const { settings } = options;
  const name = baseName(file.name);
  const seconds = log.seconds;
  const [first, last] = [seconds[0], seconds.at(-1)];
  if (first === undefined || last === undefined) {
    throw new InputError(
      file.name,
      "",
      "holds no second below its legend",
      "give a whole log",
    );
  }
  const run = toLoadRun(file, {
    options,
    system: settings.system ?? systemOf(file.name),
    systemVersion: settings.system_version ?? "",
    tool: "perseus",
    startedAt: atSecond(log, 0),
    endedAt: atSecond(log, last.second),
    params: toLoadParams({
      nodes: log.sources.length,
      workers: log.sources.length,
      loop: loopOf(null),
      fault: log.marks.some(({ mark }) => mark === "isolated")
        ? "isolate"
        : null,
    }),
  });
  const rows = emptyRows();
  for (const second of seconds) {
    rows.samples.push(...toSamples(run.run_id, log, second));
  }
  rows.events.push(...toEvents(run.run_id, log));
  const warn = (code: string, message: string, line: number, n = 1) =>
    rows.warnings.push({
      ...toWarning({
        run_id: run.run_id,
        code,
        message,
        place: `${name}:${line}`,
      }),
      n,
    });
  for (const { line, problem } of log.rejected) {
    warn("rejected-row", `line is left out as ${problem}`, line);
  }
  warn(
    log.dated ? "twelve-hour-clock" : "ambiguous-time",
    log.dated
      ? "times are written on a twelve-hour clock; the date above says which half of the day"
      : "times are written on a twelve-hour clock and may be twelve hours later; they are taken as UTC",
    first.line,
  );
  if (log.offClock > 0) {
    warn(
      "clock-mismatch",
      "seconds whose written time is more than one second off their number, which is what was kept",
      first.line,
      log.offClock,
    );
  }
  if (log.missing > 0) {
    warn(
      "missing-seconds",
      "seconds that the log passes over",
      first.line,
      log.missing,
    );
  }
  const stored = seconds.length + log.marks.length;
  return {
    runs: [run],
    rows,
    counts: {
      unit: "lines",
      read: stored + log.rejected.length,
      stored,
      rejected: log.rejected.length,
    },
  };
}

/** `etcd` of `etcd/logs/client1.log`, as the logs are kept, or of a name like `etcd-full.client1.log`. */
function systemOf(path: string): string {
  return /([^/]+)\/logs\/[^/]+$/.exec(path)?.[1] ??
    /^[a-z]+/i.exec(baseName(path))?.[0] ?? "unknown";
}

/** Time at the end of a second of the log. */
function atSecond({ start }: PerseusLog, second: number): string {
  return new Date(start + second * 1000).toISOString();
}

function toSamples(
  run_id: string,
  log: PerseusLog,
  { second, values }: PerseusLog["seconds"][number],
): Sample[] {
  const at = atSecond(log, second);
  return log.sources.flatMap((source, i) =>
    [
      { metric: "increments", value: values[i] ?? 0 },
      { metric: "errors", value: values[log.sources.length + i] ?? 0 },
    ].map((sample) => ({ run_id, source, unit: "1/s", at, ...sample }))
  );
}

/** A mark stands between two lines: it is dated to the end of the second before it, which is when it came at the earliest. */
function toEvents(run_id: string, log: PerseusLog): Event[] {
  return log.marks.map(({ mark, node, after }) => ({
    run_id,
    at: atSecond(log, after),
    kind: mark.startsWith("isolat") ? "isolate" : "rejoin",
    subject: node,
    detail: mark.endsWith("ing") ? "begun" : "done",
  }));
}
