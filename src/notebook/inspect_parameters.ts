/** Lists the parameters of a notebook without making its report. */
import { z } from "zod";
import { Kernel } from "../jupyter/kernel.ts";
import { findCellFailure, toCellOutputs } from "./cell_outcome.ts";
import type { Notebook } from "./model.ts";

/** Parameter of a notebook, in words. */
export interface ParameterHelp {
  readonly name: string;
  /** Type, limits and default: `integer, at least 3, default 5`. */
  readonly type: string;
  /** Comment above it in the notebook; empty if there is none. */
  readonly comment: string;
}

const Described = z.object({ described: z.record(z.string(), z.string()) });

/**
 * Executes the notebook to its cell tagged `parameters`, and returns the parameters that it declares; none without such
 * a cell. Throws `Error` if a cell fails.
 */
export async function inspectParameters(
  { name, cells }: Notebook,
  { dir }: { readonly dir: string },
): Promise<ParameterHelp[]> {
  const code = cells.filter(({ kind }) => kind === "code");
  const at = code.findIndex(({ tags }) => tags.includes("parameters"));
  if (at < 0) return [];
  await using kernel = await Kernel.start(dir);
  for (const cell of code.slice(0, at + 1)) {
    const result = await kernel.execute(cell.source);
    const told = result.broadcasts.find(({ type }) =>
      type === "loadline_declared"
    );
    if (!told) {
      const failure = findCellFailure(cell, result, toCellOutputs(result));
      if (failure === null) continue;
      throw new Error(
        `Cannot list the parameters of ${name} as a cell fails: ${failure.message}`,
      );
    }
    const comments = commentsIn(cell.source);
    return Object.entries(Described.parse(told.content).described)
      .map(([name, type]) => ({
        name,
        type,
        comment: comments.get(name) ?? "",
      }));
  }
  return [];
}

/** Returns the documentation comments before `name:`, each as one line. */
function commentsIn(source: string): Map<string, string> {
  const found = source.matchAll(/\/\*\*((?:(?!\*\/)[^])*)\*\/\s*(\w+)\s*:/g);
  return new Map(
    [...found].map(([, comment = "", name = ""]) => [
      name,
      comment.split(/\s+\*?\s*/).join(" ").trim(),
    ]),
  );
}
