/** Tells which lines of a log are worth parsing; most tell nothing that is imported. */
import { type StageModel, stageModels } from "../../record/mod.ts";
import { lagerMarks } from "../stages/find_marks.ts";
import { startWord } from "../stages/process_start.ts";
import type { LagerLine } from "./lager_line.ts";
import { isError } from "./lager_rows.ts";

/** Models whose stages component logs tell. */
export const lagerModels: readonly StageModel[] = Object.values(stageModels)
  .filter(({ lines }) => lines === "lager");

const { candidates } = lagerMarks(lagerModels);

/** What tells whether a line is worth parsing. */
export type LineKind = Pick<LagerLine, "level" | "source" | "message">;

/** Returns true if a line must be parsed: it may tell a stage, an error or a start. */
export function isWanted(line: LineKind): boolean {
  const { source, message } = line;
  return candidates(message).length > 0 || isError(line) ||
    startWord(source, message) !== undefined;
}
