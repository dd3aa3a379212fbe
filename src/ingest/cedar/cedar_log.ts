/** Reads cedar's own log, which names errors, and is there even if cedar was killed before it wrote its output. */
import type { Operation, Run } from "../../record/mod.ts";
import { toLoadRun } from "../load_tools/load_run.ts";
import { type LagerLine, readLagerText } from "../lager/lager_line.ts";
import {
  emptyPiece,
  type Imported,
  type ImportOptions,
  InputError,
  type SourceFile,
  toWarning,
} from "../source/importer.ts";
import { isRecord } from "../source/json.ts";
import { baseName } from "../source/machine.ts";
import { maybeMicroTime } from "../source/time.ts";
import { ownNames, toAppName } from "./cedar_names.ts";

/** Line about a phase of an application: `cedar.push.started`, `cedar.push.failed-to-set-env`. */
const PHASE = /(?:^|\.)(push|start)\.(started|completed|failed\b.*)$/;

/** Lines above the first of a log, at most. */
const MAX_LINES_ABOVE = 100;

/** Returns true if one of the first lines of a file is one of a log. */
export function isCedarLog(file: SourceFile): boolean {
  let above = 0;
  for (const text of file.lines()) {
    if (readLagerText(text).lines.length > 0) return true;
    if (++above > MAX_LINES_ABOVE) return false;
  }
  return false;
}

/** A phase of an application that has begun. */
interface Begun {
  readonly kind: string;
  readonly app: string;
  /** Unix time in µs. */
  readonly us: number;
}

/** Reads a log: pairs the lines of each phase of an application; one without an end is unfinished. */
export function readCedarLog(
  file: SourceFile,
  options: ImportOptions,
): Imported {
  const piece = emptyPiece("lines");
  const { counts, rows } = piece;
  const name = baseName(file.name);
  const open = new Map<string, Begun>();
  const ended: (Begun & Pick<Operation, "outcome" | "error" | "duration_s">)[] =
    [];
  const rejected = new Map<string, { place: string; n: number }>();
  const reject = (reason: string, line: number) => {
    counts.rejected++;
    const known = rejected.get(reason) ?? { place: `${name}:${line}`, n: 0 };
    known.n++;
    rejected.set(reason, known);
  };
  let [first, last, number, early] = [Infinity, -Infinity, 0, 0];
  const take = (line: LagerLine) => {
    first = Math.min(first, line.us);
    last = Math.max(last, line.us);
    const [, kind, what = ""] = PHASE.exec(line.message) ?? [];
    const { app, error } = line.data;
    if (kind === undefined || typeof app !== "string" || app === "") {
      return reject("it is about no phase of an application", number);
    }
    const key = JSON.stringify([kind, app]);
    const begun = open.get(key);
    if (what === "started") {
      if (begun !== undefined) ended.push({ ...begun, ...UNFINISHED });
      open.set(key, { kind, app, us: line.us });
    } else if (begun === undefined) {
      return reject(
        "it ends a phase of which the beginning is missing",
        number,
      );
    } else {
      open.delete(key);
      const seconds = (line.us - begun.us) / 1e6;
      if (seconds < 0) early++;
      const failed = what !== "completed";
      const reason = typeof error === "string"
        ? error
        : isRecord(error)
        ? JSON.stringify(error)
        : "";
      ended.push({
        ...begun,
        outcome: failed ? "failed" : "ok",
        error: failed ? [what, reason].filter(Boolean).join(": ") : "",
        duration_s: seconds >= 0 ? seconds : null,
      });
    }
    counts.stored++;
  };
  for (const text of file.lines()) {
    number++;
    if (text.trim() === "") continue;
    const { lines, fragments, problem } = readLagerText(text);
    counts.read += Math.max(1, lines.length + fragments);
    if (lines.length === 0) reject(problem, number);
    for (let i = 0; i < fragments; i++) reject("it is a torn line", number);
    for (const line of lines) take(line);
  }
  for (const begun of open.values()) ended.push({ ...begun, ...UNFINISHED });
  if (ended.length === 0) {
    throw new InputError(
      file.name,
      "",
      "holds no push and no start of an application",
      "give the log or the output.json of cedar",
    );
  }
  const run = toRun(file, { options, first, last });
  const { run_id } = run;
  piece.runs.push(run);
  rows.operations.push(...toOperations(ended, run_id));
  for (const [reason, { place, n }] of rejected) {
    const message = `line is left out as ${reason}`;
    rows.warnings.push({
      ...toWarning({ run_id, code: "rejected-row", message, place }),
      n,
    });
  }
  if (early > 0) {
    const message =
      "phases that end before they begin; their durations are left out";
    rows.warnings.push({
      ...toWarning({ run_id, code: "negative-stage", message, place: name }),
      n: early,
    });
  }
  return piece;
}

const UNFINISHED = {
  outcome: "unfinished",
  error: "no line tells its end",
  duration_s: null,
} as const;

/** Returns operations in order of their begin; a phase that was tried again has a number. */
function toOperations(
  ended: readonly (
    & Begun
    & Pick<Operation, "outcome" | "error" | "duration_s">
  )[],
  run_id: string,
): Operation[] {
  const sorted = ended.toSorted((a, b) => a.us - b.us);
  const ids = ownNames(sorted.map(({ kind, app }) => `${kind}/${app}`));
  return sorted.map(({ kind, app, us, ...result }, i) => {
    const { kind: subject, batch } = toAppName(app);
    return {
      run_id,
      operation_id: ids[i]!,
      kind,
      subject,
      started_at: maybeMicroTime(us),
      ...result,
      code: "",
      bytes: null,
      worker: batch === "" ? "" : `batch-${batch}`,
    };
  });
}

function toRun(
  file: SourceFile,
  { options, first, last }: {
    readonly options: ImportOptions;
    readonly first: number;
    readonly last: number;
  },
): Run {
  const { settings } = options;
  return toLoadRun(file, {
    options,
    system: settings.system ?? "cloud-foundry",
    systemVersion: settings.system_version ?? "",
    tool: "cedar",
    startedAt: maybeMicroTime(first),
    endedAt: maybeMicroTime(last),
    params: [],
  });
}
