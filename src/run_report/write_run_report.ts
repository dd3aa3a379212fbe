/** Writes the report of a run, as HTML and Markdown. */
import {
  findChanges,
  makeReportFolder,
  renderReport,
  writeChanges,
} from "../publish/write.ts";
import { fileName } from "../report/mod.ts";
import { readRunContent } from "./facts/run_content.ts";
import { toRunReport } from "./run_document.ts";
import { figureCells } from "./sections/figures.ts";

/**
 * Writes the report of a run of the store at `path` to the folder `out`, and returns the path of its page. Throws
 * `UsageError` if the folder cannot be made, `TypeError` if the store does not have the run.
 */
export async function writeRunReport(
  path: string,
  run_id: string,
  out: string,
): Promise<string> {
  const content = await readRunContent(path, run_id);
  const report = toRunReport(content, await figureCells(path, content));
  const files = renderReport(report);
  await makeReportFolder(out);
  await writeChanges(out, files, await findChanges(out, files, [run_id]));
  return `${out}/${fileName(report)}.html`;
}
