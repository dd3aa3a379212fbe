/** Makes the files of the report of an open run. */
import { type Files, renderReport } from "../publish/write.ts";
import type { OpenRun, RunLine } from "../store/mod.ts";
import { readRunContent } from "./facts/run_content.ts";
import { toRunReport } from "./run_document.ts";
import { figureCells } from "./sections/figures.ts";

/** Returns the HTML, the Markdown and the figures of a run, by path; `lines` are those of all runs. */
export async function makeRunReport(
  open: OpenRun,
  lines: readonly RunLine[],
): Promise<Files> {
  const content = await readRunContent(open, lines);
  const figures = await figureCells(open.store, content);
  return renderReport(toRunReport(content, figures));
}
