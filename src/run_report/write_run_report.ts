/** Writes the report of a run, as HTML and Markdown. */
import { makeWritableFolder } from "../record/folders/writable_folder.ts";
import { findChanges, writeChanges } from "../publish/write.ts";
import { listRunLines, openRun, type RunLine } from "../store/mod.ts";
import { findRun } from "./facts/find_run.ts";

/** Folders of a report. */
export interface RunReportPlace {
  /** Folder of the records. */
  readonly data: string;
  /** Folder of the reports. */
  readonly out: string;
}

/**
 * Writes the report of the run that is `wanted`: by its id, by the beginning of one, or as `last`. Returns the path of
 * its page. Throws `UsageError` if there is no such run, if its record is damaged, or if the folder cannot be made.
 */
export async function writeRunReport(
  wanted: string,
  place: RunReportPlace,
): Promise<string> {
  const lines = await listRunLines(place.data);
  return await writeReportOf(findRun(lines, wanted), lines, place, "--out");
}

/**
 * Writes the report of the run of a line; `lines` are those of all runs, and `option` of the command names another folder to
 * write to. Returns and throws as `writeRunReport()`.
 */
export async function writeReportOf(
  line: RunLine,
  lines: readonly RunLine[],
  { data, out }: RunReportPlace,
  option: "--out" | "--reports",
): Promise<string> {
  await makeWritableFolder(out, { what: "reports", option });
  const [opened, { makeRunReport }] = await Promise.all([
    openRun(data, line, lines),
    // Imported only here: analyses and figures load while DuckDB reads the run.
    import("./make_run_report.ts"),
  ]);
  using open = opened;
  const files = await makeRunReport(open, lines);
  const changes = await findChanges(out, files, [line.run_id]);
  await writeChanges(out, files, changes);
  return `${out}/${line.run_id}.html`;
}
