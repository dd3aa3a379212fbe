/** Starts the import of a file, or a part of it, that is one run of a tool. */
import type { Run } from "../../record/mod.ts";
import { repetitionCounter } from "../load_tools/load_run.ts";
import {
  emptyPiece,
  type Imported,
  type ImportOptions,
  InputError,
  type SourceFile,
} from "../source/importer.ts";
import { baseName } from "../source/machine.ts";
import { rejectForeign } from "./foreign_lines.ts";
import type { TextBlock } from "./text_blocks.ts";
import { type ToolContext, warnRun } from "./tool_fields.ts";
import { type ToolRun, toToolRun } from "./tool_run.ts";

/** Creates a piece with the run of a file; its counts are of values. */
export function openTool(
  file: SourceFile,
  options: ImportOptions,
  told: ToolRun,
): ToolContext {
  const piece = emptyPiece("values");
  const run = toToolRun(file, options, told);
  piece.runs.push(run);
  return { piece, run_id: run.run_id, place: baseName(file.name) };
}

/** How the text of a run is read. */
export interface BlockReader {
  readonly tool: string;
  /** Returns what the text tells of its run. */
  readonly tell: (text: string) => ToolRun;
  /** Adds what the text holds; returns why it is cut off, empty if it is whole; null, and adds nothing, without a result. */
  readonly add: (context: ToolContext, text: string) => string | null;
}

/** Imports the texts of a file, each a run. Throws `InputError` if none of them holds a result. */
export function readBlocks(
  file: SourceFile,
  options: ImportOptions,
  { blocks, tool, tell, add }: BlockReader & {
    readonly blocks: readonly TextBlock[];
  },
): Imported {
  const whole = emptyPiece("values");
  const withRepetition = repetitionCounter();
  const place = baseName(file.name);
  let runs = 0;
  for (const { line, text } of blocks) {
    const run = toToolRun(file, options, tell(text), runs + 1);
    const context: ToolContext = {
      piece: whole,
      run_id: run.run_id,
      place: `${place}:${line}`,
    };
    const cut = add(context, text);
    if (cut === null) {
      rejectForeign({ piece: whole, run_id: "" }, text, { tool, place, line });
      continue;
    }
    runs++;
    rejectForeign(context, text, { tool, place, line });
    whole.runs.push(withRepetition({ ...run, ...toStatus(cut) }));
    if (cut !== "") warnRun(context, "cut-off", cut);
  }
  if (runs > 0) return whole;
  throw new InputError(
    file.name,
    "",
    `holds no figures of ${tool}`,
    "give its whole text",
  );
}

function toStatus(cut: string): Pick<Run, "status"> {
  return { status: cut === "" ? "ok" : "incomplete" };
}
