/**
 * Imports `output.json` of cedar: the push and the start of each application.
 *
 * 1. `cedar_names.ts` reads batch and kind of an application from its name, and names those that are absent
 * 2. `cedar_log.ts`   reads cedar's log in place of its output
 * 3. this file        converts an output to operations
 */
import { z } from "zod";
import { compareText, type Operation, type Run } from "../../record/mod.ts";
import {
  numberSetting,
  toLoadParams,
  toLoadRun,
} from "../load_tools/load_run.ts";
import { goTimeMicros } from "../source/go_time.ts";
import {
  emptyPiece,
  type Imported,
  type Importer,
  type ImportOptions,
  InputError,
  type SourceFile,
  toWarning,
} from "../source/importer.ts";
import { parseJson } from "../source/json.ts";
import { baseName } from "../source/machine.ts";
import { maybeMicroTime } from "../source/time.ts";
import { isCedarLog, readCedarLog } from "./cedar_log.ts";
import { absentApps, mixSetting, ownNames, toAppName } from "./cedar_names.ts";

/** Importer of cedar's output, format `cedar`. */
export const cedar = {
  format: "cedar",
  title: "output.json or log of cedar: pushes and starts of applications",
  extensions: [".json", ".log", ".jsonl"],
  experiment: "platform-push",
  settings: {
    system: "platform under test; default cloud-foundry",
    system_version: "version of the platform",
    workers: "applications in flight, cedar's -k",
    batches:
      "batches that were requested, cedar's -n; with it the absent applications are kept as cancelled",
    mix:
      "applications of a batch; default light=9,light-group=1,medium=6,medium-group=1,heavy=1,crashing=2",
  },
  join: null,
  read: readCedar,
} satisfies Importer;

const time = z.string().nullish().transform((text) => text ?? null);

/** Nanoseconds that 64 bits hold, with a sign. */
const MAX_DURATION_NS = 2 ** 63;

const Phase = z.object({
  succeeded: z.boolean(),
  start_time: time,
  end_time: time,
  duration_ns: z.number().min(0).max(MAX_DURATION_NS).nullish()
    .transform((ns) => ns ?? null),
});
type Phase = z.infer<typeof Phase>;

const App = z.object({ app_name: z.string(), push: Phase, start: Phase });
type App = z.infer<typeof App>;

const Output = z.object({
  succeeded: z.boolean(),
  apps: z.array(z.unknown()).nullable(),
});

function readCedar(file: SourceFile, options: ImportOptions): Imported {
  return isCedarLog(file)
    ? readCedarLog(file, options)
    : readOutput(file, options);
}

function readOutput(file: SourceFile, options: ImportOptions): Imported {
  const { data: output, error } = Output.safeParse(parseJson(file));
  if (output === undefined) {
    throw new InputError(
      file.name,
      "1:1",
      `is no output of cedar (${reasonOf(error)})`,
      "give the output.json of cedar, with 'succeeded' and 'apps'",
    );
  }
  const piece = emptyPiece("apps");
  const apps: App[] = [];
  const problems: string[] = [];
  for (const [i, value] of (output.apps ?? []).entries()) {
    piece.counts.read++;
    const { data: app, error } = App.safeParse(value);
    if (app !== undefined) {
      apps.push(app);
      piece.counts.stored++;
      continue;
    }
    piece.counts.rejected++;
    problems.push(`app ${i + 1} is left out (${reasonOf(error)})`);
  }
  // The order of the file is that of a map, and differs each time.
  apps.sort((a, b) =>
    startOf(a) - startOf(b) || compareText(a.app_name, b.app_name)
  );
  const run = toRun(file, { options, apps, succeeded: output.succeeded });
  const { run_id } = run;
  piece.runs.push(run);
  const name = baseName(file.name);
  const warn = (code: string, message: string, n = 1) =>
    piece.rows.warnings.push({
      ...toWarning({ run_id, code, message, place: name }),
      n,
    });
  for (const message of problems) warn("rejected-row", message);
  let [differing, unreadable] = [0, 0];
  for (const app of withOwnNames(apps, warn)) {
    for (const kind of ["push", "start"] as const) {
      if (differs(app[kind])) differing++;
      unreadable += unreadableTimes(app[kind]);
      piece.rows.operations.push(toOperation(app, kind, run_id));
    }
  }
  if (unreadable > 0) {
    const message = "times that cannot be read, and are left out";
    warn("no-timestamp", message, unreadable);
  }
  if (differing > 0) {
    warn(
      "duration-mismatch",
      "durations that are not the difference of their times; the durations were kept",
      differing,
    );
  }
  const batches = numberSetting(options.settings, "batches");
  const absent = absentApps(apps.map(({ app_name }) => app_name), {
    batches,
    mix: mixSetting(options.settings),
  });
  for (const app_name of absent) {
    for (const kind of ["push", "start"] as const) {
      piece.rows.operations.push(
        toOperation({ app_name, push: NEVER, start: NEVER }, kind, run_id),
      );
    }
  }
  if (absent.length > 0) {
    warn(
      "absent-app",
      "applications that were requested and are not in the file are kept as cancelled",
      absent.length,
    );
  } else if (batches === null && !output.succeeded) {
    warn(
      "absent-apps-unknown",
      "cedar cancelled the push and names only what had begun; say --set batches= to keep the others as cancelled",
    );
  }
  return piece;
}

function reasonOf(error: z.ZodError | undefined): string {
  const issue = error?.issues[0];
  return [issue?.path.join("."), issue?.message].filter(Boolean).join(": ");
}

/** A phase that never began. */
const NEVER: Phase = {
  succeeded: false,
  start_time: null,
  end_time: null,
  duration_ns: null,
};

/** Returns the time of an application's first phase in Unix µs; those without one come last. */
function startOf({ push, start }: App): number {
  const us = microsOf(push.start_time ?? start.start_time);
  return Number.isNaN(us) ? Number.MAX_SAFE_INTEGER : us;
}

function microsOf(text: string | null): number {
  return text === null ? NaN : goTimeMicros(text);
}

function toRun(
  file: SourceFile,
  { options, apps, succeeded }: {
    readonly options: ImportOptions;
    readonly apps: readonly App[];
    readonly succeeded: boolean;
  },
): Run {
  const { settings } = options;
  const phases = apps.flatMap(({ push, start }) => [push, start]);
  const earliest = phases.map(({ start_time }) => microsOf(start_time))
    .reduce((a, b) => b < a ? b : a, Infinity);
  const latest = phases.map(({ end_time }) => microsOf(end_time))
    .reduce((a, b) => b > a ? b : a, -Infinity);
  const run = toLoadRun(file, {
    options,
    system: settings.system ?? "cloud-foundry",
    systemVersion: settings.system_version ?? "",
    tool: "cedar",
    startedAt: maybeMicroTime(earliest),
    endedAt: maybeMicroTime(latest),
    params: toLoadParams({
      batches: numberSetting(settings, "batches"),
      workers: numberSetting(settings, "workers"),
    }),
    notes: succeeded
      ? ""
      : "cancelled: more applications failed than cedar was told to tolerate",
  });
  return { ...run, status: succeeded ? "ok" : "failed" };
}

/** Returns the applications with a number behind the name of one that is there twice. */
function withOwnNames(
  apps: readonly App[],
  warn: (code: string, message: string, n: number) => void,
): App[] {
  const names = ownNames(apps.map(({ app_name }) => app_name));
  const own = apps.map((app, i) => ({ ...app, app_name: names[i]! }));
  const repeated = apps.filter(({ app_name }, i) => app_name !== names[i]);
  if (repeated.length > 0) {
    const message = "applications with the name of another";
    warn("repeated-app", message, repeated.length);
  }
  return own;
}

/** Times are written to the millisecond, each cut off or rounded. */
const TIME_STEP_US = 1000;

/** Returns true if the duration of a phase is not the difference of its times. */
function differs({ start_time, end_time, duration_ns }: Phase): boolean {
  const between = microsOf(end_time) - microsOf(start_time);
  if (Number.isNaN(between) || duration_ns === null) return false;
  return Math.abs(between - duration_ns / 1e3) > 2 * TIME_STEP_US;
}

/** Returns how many times of a phase are written and are none. */
function unreadableTimes({ start_time, end_time }: Phase): number {
  return [start_time, end_time].filter((text) =>
    text !== null && Number.isNaN(microsOf(text))
  ).length;
}

function toOperation(
  app: App,
  kind: "push" | "start",
  run_id: string,
): Operation {
  const { succeeded, start_time, duration_ns } = app[kind];
  const began = start_time !== null;
  const { kind: subject, batch } = toAppName(app.app_name);
  return {
    run_id,
    operation_id: `${kind}/${app.app_name}`,
    kind,
    subject,
    started_at: maybeMicroTime(microsOf(start_time)),
    duration_s: began && duration_ns !== null ? duration_ns / 1e9 : null,
    outcome: succeeded ? "ok" : began ? "failed" : "cancelled",
    error: succeeded || began
      ? ""
      : kind === "start" && app.push.start_time !== null && !app.push.succeeded
      ? "its push failed"
      : "cedar was cancelled before",
    code: "",
    bytes: null,
    worker: batch === "" ? "" : `batch-${batch}`,
  };
}
