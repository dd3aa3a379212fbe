/**
 * Imports results of benchmarkbbs, the load simulator of the BBS: objects that it stored in S3, and notes with what it
 * printed.
 *
 * 1. `bbs_notes.ts` reads the experiments of a note
 * 2. this file      converts what they print to reported values; the objects are Ginkgo measurements
 */
import type { Reported, Run } from "../../record/mod.ts";
import { measurements } from "../ginkgo/measurements.ts";
import { toLoadParams, toLoadRun } from "../load_tools/load_run.ts";
import { toLoadValue } from "../load_tools/load_value.ts";
import {
  emptyPiece,
  type Imported,
  type Importer,
  type ImportOptions,
  InputError,
  type SourceFile,
  toWarning,
} from "../source/importer.ts";
import { baseName } from "../source/machine.ts";
import { refuseLarge } from "../source/markdown.ts";
import {
  type BbsExperiment,
  type BbsFigure,
  readBbsNotes,
} from "./bbs_notes.ts";

/** Importer of benchmarkbbs' results, format `benchmarkbbs`. */
export const benchmarkbbs = {
  format: "benchmarkbbs",
  title: "results of benchmarkbbs: its JSON objects, or a note with its output",
  // An object's name ends with its time.
  extensions: [".json", ".md", "Z"],
  experiment: "platform-bbs",
  settings: {
    system: "system under test; default bbs",
    system_version: "version of the system, of a note",
    database: "database behind it",
  },
  join: null,
  read: readBenchmarkbbs,
} satisfies Importer;

function readBenchmarkbbs(
  file: SourceFile,
  options: ImportOptions,
): Imported | Iterable<Imported> {
  const { system_version: _, ...settings } = options.settings;
  return isJson(file)
    ? measurements.read(file, {
      ...options,
      settings: { system: "bbs", suite: "benchmark-bbs", ...settings },
    })
    : readNotes(file, options);
}

function isJson(file: SourceFile): boolean {
  for (const line of file.lines()) {
    const text = line.trimStart();
    if (text !== "") return text.startsWith("{") || text.startsWith("[");
  }
  return false;
}

function readNotes(file: SourceFile, options: ImportOptions): Imported {
  refuseLarge(file);
  const experiments = readBbsNotes(file.text);
  const piece = emptyPiece("figures");
  const name = baseName(file.name);
  for (const [i, experiment] of experiments.entries()) {
    const run = toRun(file, { options, experiment, ordinal: i + 1 });
    const { run_id } = run;
    piece.runs.push(run);
    const warn = (code: string, message: string, line: number) =>
      piece.rows.warnings.push(
        toWarning({ run_id, code, message, place: `${name}:${line}` }),
      );
    for (const [j, figure] of experiment.figures.entries()) {
      const reported = toReported(run_id, figure, j + 1);
      piece.counts.read++;
      if (reported.value === null) {
        piece.counts.rejected++;
        const message = `'${figure.text}' of '${figure.label}' is no number`;
        warn("unreadable-cell", message, figure.line);
        continue;
      }
      piece.counts.stored++;
      piece.rows.reported.push(reported);
    }
    if (experiment.figures.length === 0) {
      warn("no-results", "the experiment has no figures", experiment.line);
    }
  }
  if (!experiments.some(({ figures }) => figures.length > 0)) {
    throw new InputError(
      file.name,
      "",
      "holds no figures of benchmarkbbs",
      "give its JSON, or Markdown with its output below headings 'Experiment <number>'",
    );
  }
  return piece;
}

function toReported(
  run_id: string,
  { kind, statistic, label, text, samples }: BbsFigure,
  position: number,
): Reported {
  const number = /^(\d+(?:\.\d+)?)s?$/.exec(text)?.[1] ?? "";
  return {
    ...toLoadValue(run_id, {
      kind,
      statistic,
      text,
      number,
      symbol: "s",
      label,
      position,
      decimal: "point",
    }),
    // Ginkgo counts runs of the measurement: one of them may have timed many requests.
    annotation: samples === null
      ? ""
      : `of ${samples} ${samples === 1 ? "run" : "runs"}`,
  };
}

function toRun(
  file: SourceFile,
  { options, experiment, ordinal }: {
    readonly options: ImportOptions;
    readonly experiment: BbsExperiment;
    readonly ordinal: number;
  },
): Run {
  const { settings } = options;
  const { title, params, remarks, failure, figures } = experiment;
  const run = toLoadRun(file, {
    options,
    ordinal,
    system: settings.system ?? "bbs",
    systemVersion: settings.system_version ?? "",
    tool: "benchmarkbbs",
    params: toLoadParams({
      // The same settings were tried with other code and other faults.
      note: title,
      database: settings.database ?? null,
      ...Object.fromEntries(
        [...params].map(([key, text]) => [
          key,
          /^\d+(?:\.\d+)?$/.test(text) ? Number(text) : text,
        ]),
      ),
    }),
    notes: [...remarks, failure].filter((text) => text !== "").join("; "),
  });
  const status = failure !== ""
    ? "failed"
    : figures.length === 0
    ? "incomplete"
    : "ok";
  return { ...run, status };
}
