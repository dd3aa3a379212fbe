/**
 * Imports the JSON reports of Ginkgo 2, and experiments of gmeasure, which stand in such reports and by themselves.
 *
 * A suite is a run and a spec an operation of it, which has one only if it ran. Durations are in nanoseconds.
 */
import type { Operation, Run } from "../../record/mod.ts";
import { addsFigures } from "../load_frame/adds_figures.ts";
import { defineTool } from "../load_frame/define_tool.ts";
import {
  listAt,
  numberAt,
  textAt,
  timeAt,
  valueAt,
} from "../load_frame/document.ts";
import { hasKeys } from "../load_frame/glance.ts";
import {
  addRequestCounts,
  type ToolContext,
  warnRun,
} from "../load_frame/tool_fields.ts";
import { toToolRun, unknownRun } from "../load_frame/tool_run.ts";
import { repetitionCounter } from "../load_tools/load_run.ts";
import {
  emptyPiece,
  type Imported,
  type ImportOptions,
  InputError,
  type Piece,
  type SourceFile,
} from "../source/importer.ts";
import { parseJson } from "../source/json.ts";
import { baseName } from "../source/machine.ts";
import { addExperiment } from "./gmeasure.ts";

/** Importer of Ginkgo 2 and gmeasure, format `ginkgo`. */
export const ginkgo = defineTool({
  format: "ginkgo",
  title: "Ginkgo 2: JSON report; gmeasure: JSON of experiments",
  extensions: [".json"],
  settings: {},
  shapes: [
    {
      title: "report of ginkgo --json-report",
      marks: "the keys SuiteDescription, SpecReports",
      fits: (glance) => hasKeys(glance, "SuiteDescription", "SpecReports"),
      isStreamed: false,
      read: readReport,
    },
    {
      title: "experiments of gmeasure",
      marks: "the keys Name, Measurements, Type and Durations or Values",
      fits: (glance) =>
        hasKeys(glance, "Name", "Measurements", "Type") &&
        /"(?:Durations|Values)"/.test(glance.text),
      isStreamed: false,
      read: readExperiments,
    },
  ],
});

function readReport(file: SourceFile, options: ImportOptions): Imported {
  const json = parseJson(file);
  const suites = Array.isArray(json) ? json : [json];
  const piece = emptyPiece("values");
  const withRepetition = repetitionCounter();
  for (const suite of suites) {
    const name = textAt(suite, "SuiteDescription") ||
      textAt(suite, "SuitePath") || "suite";
    const run = toToolRun(file, options, {
      ...unknownRun,
      tool: "ginkgo",
      startedAt: timeAt(suite, "StartTime"),
      endedAt: timeAt(suite, "EndTime"),
      params: { suite: name.slice(0, MAX_TEXT_CHARS) },
    }, piece.runs.length + 1);
    const context: ToolContext = {
      piece,
      run_id: run.run_id,
      place: baseName(file.name),
    };
    if (addsFigures(piece, () => addSuite(context, suite))) {
      piece.runs.push(withRepetition({ ...run, ...verdictOf(suite) }));
    }
  }
  refuseEmpty(file, piece);
  return piece;
}

/** Returns what a report says of its suite, which may be nothing. */
function verdictOf(suite: unknown): Pick<Run, "verdict" | "verdict_text"> {
  switch (valueAt(suite, "SuiteSucceeded")) {
    case true:
      return { verdict: "pass", verdict_text: "the suite succeeded" };
    case false:
      return { verdict: "fail", verdict_text: "the suite failed" };
    default:
      return { verdict: "none", verdict_text: "" };
  }
}

/** States of specs that ran, and their outcomes. */
const outcomes: Readonly<Record<string, Operation["outcome"]>> = {
  passed: "ok",
  failed: "failed",
  panicked: "failed",
  interrupted: "cancelled",
  aborted: "cancelled",
  timedout: "timeout",
};

/** Longest text kept. */
const MAX_TEXT_CHARS = 1000;

function addSuite(context: ToolContext, suite: unknown): void {
  const { piece, run_id } = context;
  let [failed, ran, skipped] = [0, 0, 0];
  for (const spec of listAt(suite, "SpecReports")) {
    addEntries(context, listAt(spec, "ReportEntries"));
    // Nodes such as BeforeSuite are no specs.
    if (textAt(spec, "LeafNodeType") !== "It") continue;
    piece.counts.read++;
    const state = textAt(spec, "State");
    const outcome = Object.hasOwn(outcomes, state)
      ? outcomes[state]
      : undefined;
    const ns = numberAt(spec, "RunTime");
    if (outcome === undefined || ns === null || ns < 0) {
      piece.counts.rejected++;
      skipped++;
      continue;
    }
    piece.counts.stored++;
    ran++;
    if (outcome !== "ok") failed++;
    const names = [
      ...listAt(spec, "ContainerHierarchyTexts").map(String),
      textAt(spec, "LeafNodeText"),
    ].filter((text) => text !== "");
    piece.rows.operations.push({
      run_id,
      operation_id: `spec-${ran}`,
      kind: "spec",
      subject: names.join(" ").slice(0, MAX_TEXT_CHARS),
      started_at: timeAt(spec, "StartTime"),
      duration_s: ns / 1e9,
      outcome,
      error: textAt(spec, "Failure/Message").slice(0, MAX_TEXT_CHARS),
      code: outcome === "ok" ? "" : state,
      bytes: null,
      worker: String(numberAt(spec, "ParallelProcess") ?? ""),
    });
  }
  if (ran + skipped === 0) return;
  addRequestCounts(context, {
    completed: { label: "specs that ran", value: ran },
    failed: { label: "specs that failed", value: failed },
    skipped: { label: "specs that did not run", value: skipped },
  });
  if (skipped > 0) {
    warnRun(
      context,
      "rejected-row",
      "specs that were skipped or are pending are no operations",
      skipped,
    );
  }
}

/** Adds the experiments among the entries of a report, which stand there as the text of a JSON. */
function addEntries(context: ToolContext, entries: readonly unknown[]): void {
  for (const entry of entries) {
    const text = textAt(entry, "Value/AsJSON");
    if (!text.includes('"Measurements"')) continue;
    try {
      addExperiment(context, JSON.parse(text));
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      warnRun(
        context,
        "unreadable-cell",
        `the entry '${textAt(entry, "Name").slice(0, 80)}' is no JSON`,
      );
    }
  }
}

function readExperiments(file: SourceFile, options: ImportOptions): Imported {
  const json = parseJson(file);
  const piece = emptyPiece("values");
  const withRepetition = repetitionCounter();
  for (const experiment of Array.isArray(json) ? json : [json]) {
    const run = toToolRun(file, options, {
      ...unknownRun,
      tool: "gmeasure",
      params: {
        experiment: textAt(experiment, "Name").slice(0, MAX_TEXT_CHARS),
      },
    }, piece.runs.length + 1);
    const context: ToolContext = {
      piece,
      run_id: run.run_id,
      place: baseName(file.name),
    };
    if (addsFigures(piece, () => addExperiment(context, experiment))) {
      piece.runs.push(withRepetition(run));
    }
  }
  refuseEmpty(file, piece);
  return piece;
}

function refuseEmpty({ name }: SourceFile, { counts }: Piece): void {
  if (counts.stored > 0) return;
  throw new InputError(
    name,
    "",
    "holds no spec that ran and no measurement",
    "give a report of a suite that has ended",
  );
}
