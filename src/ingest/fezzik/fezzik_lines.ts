/** Reads the records of Fezzik's `reports.json`: a line with the type of a record, then a line of JSON. */
import { z } from "zod";
import { digest } from "../../record/mod.ts";
import type { SourceFile } from "../source/importer.ts";

/** Nanoseconds since the time of the report, by index or guid; each is checked when it is read. */
const times = z.record(z.string(), z.unknown()).nullish();
const counts = z.record(z.string(), z.number().int().min(0)).nullish();
const count = z.number().int().min(0).max(1_000_000);

const LrpReport = z.object({
  ReportTime: z.string(),
  ReportName: z.string(),
  NumCells: count,
  NumInstances: count,
  TimeToClaimed: times,
  TimeToRunning: times,
  LRPDistribution: counts,
});
/** Record of instances. */
export type LrpReport = z.infer<typeof LrpReport>;

const TaskReport = z.object({
  ReportTime: z.string(),
  ReportName: z.string(),
  NumCells: count,
  NumRequested: count,
  TimeToCreate: times,
  TimeToComplete: times,
  FailedTasks: z.record(z.string(), z.string()).nullish(),
  TaskDistribution: counts,
});
/** Record of tasks. */
export type TaskReport = z.infer<typeof TaskReport>;

/** Record of a file. */
export type FezzikRecord =
  | { readonly kind: "lrp"; readonly report: LrpReport }
  | { readonly kind: "task"; readonly report: TaskReport };

/** A record or what is left out, with its first line, and how many lines it has. */
export type FezzikLines =
  & { readonly line: number; readonly lines: number }
  & (
    | { readonly kind: "record"; readonly record: FezzikRecord }
    | { readonly kind: "rejected"; readonly problem: string }
  );

type Tag = "LRP_REPORT" | "TASK_REPORT";

/**
 * Yields the records; a killed Fezzik leaves a type without a record, or a part of one. Their times have nanoseconds: the
 * same record twice is the same run.
 */
export function* readFezzikLines(file: SourceFile): Generator<FezzikLines> {
  let tag: { readonly name: Tag; readonly line: number } | null = null;
  let line = 0;
  const seen = new Set<string>();
  const reject = (at: number, problem: string, lines = 1): FezzikLines => ({
    kind: "rejected",
    line: at,
    lines,
    problem,
  });
  for (const written of file.lines()) {
    line++;
    const text = written.trim();
    if (text === "") continue;
    if (text === "LRP_REPORT" || text === "TASK_REPORT") {
      if (tag !== null) yield reject(tag.line, `no record follows ${tag.name}`);
      tag = { name: text, line };
    } else if (tag === null) {
      yield reject(line, "no LRP_REPORT or TASK_REPORT stands above it");
    } else {
      const content = digest(`${tag.name}\n${text}`);
      const read = seen.has(content)
        ? "the same record stands above it"
        : readRecord(text, tag.name);
      seen.add(content);
      yield typeof read === "string"
        ? reject(line, read, 2)
        : { kind: "record", line, lines: 2, record: read };
      tag = null;
    }
  }
  if (tag !== null) yield reject(tag.line, `no record follows ${tag.name}`);
}

function readRecord(text: string, tag: Tag): FezzikRecord | string {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return "its JSON is cut off or broken";
  }
  if (tag === "LRP_REPORT") {
    const { data, error } = LrpReport.safeParse(json);
    return data === undefined ? reasonOf(error) : { kind: "lrp", report: data };
  }
  const { data, error } = TaskReport.safeParse(json);
  return data === undefined ? reasonOf(error) : { kind: "task", report: data };
}

function reasonOf(error: z.ZodError | undefined): string {
  const issue = error?.issues[0];
  const reason = [issue?.path.join("."), issue?.message].filter(Boolean);
  return `it is no such record (${reason.join(": ")})`;
}
