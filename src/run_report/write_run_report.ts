/** Writes the report of a run, as HTML and Markdown. */
import {
  findChanges,
  makeReportFolder,
  renderReport,
  writeChanges,
} from "../publish/write.ts";
import { fileName } from "../report/mod.ts";
import { listRunLines, openRun } from "../store/mod.ts";
import { findRun } from "./facts/find_run.ts";
import { readRunContent } from "./facts/run_content.ts";
import { toRunReport } from "./run_document.ts";
import { figureCells } from "./sections/figures.ts";

/** Run to report, and where from and where to. */
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
  { data, out }: RunReportPlace,
): Promise<string> {
  const lines = await listRunLines(data);
  using open = await openRun(data, findRun(lines, wanted), lines);
  const content = await readRunContent(open, lines);
  const figures = await figureCells(open.store, content);
  const report = toRunReport(content, figures);
  const files = renderReport(report);
  await makeReportFolder(out);
  const names = [content.run.run_id];
  await writeChanges(out, files, await findChanges(out, files, names));
  return `${out}/${fileName(report)}.html`;
}
