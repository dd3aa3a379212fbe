/** Executes the code cells of a notebook on a kernel, from the first to the last, or to the first that fails. */
import { z } from "zod";
import { checkNotebooks } from "./check.ts";
import type { Broadcast, CellResult, Kernel } from "../jupyter/kernel.ts";
import type {
  Cell,
  ExecutedCell,
  Execution,
  Failure,
  Notebook,
} from "./model.ts";
import type { Output } from "../jupyter/output.ts";
import { toMissingMessage } from "../jupyter/sandbox/registries.ts";
import { guardLastValue } from "./last_value.ts";
import { findSourceLine, placeCells } from "./source_lines.ts";
import { findCellFailure, findError, toCellOutputs } from "./cell_outcome.ts";

/** What belongs to the execution of one notebook, whatever its kernel. */
export interface NotebookOptions {
  /** Parameters of the command line, which its kernel has. */
  readonly overrides: Readonly<Record<string, string>>;
  /** Timeout of each cell. */
  readonly timeoutSeconds: number;
  /** Ends the execution early, with the kernel; null for none. */
  readonly signal: AbortSignal | null;
  /** Called before each code cell with its ordinal and the number of code cells. */
  readonly onProgress: (cell: number, of: number) => void;
}

/** Facts that the cells reported by `broadcast`. */
interface Facts {
  parameters: Readonly<Record<string, unknown>> | null;
  meanings: Readonly<Record<string, string>>;
  readonly reads: Set<string>;
}

interface FinishedCell {
  readonly cell: Cell;
  readonly result: CellResult;
  /** Outputs of the executor rather than of the kernel. */
  readonly added: readonly Output[];
}

function noFacts(): Facts {
  return { parameters: null, meanings: {}, reads: new Set() };
}

const Parameters = z.object({
  values: z.record(z.string(), z.unknown()),
  meanings: z.record(z.string(), z.string()),
});
const Reads = z.object({ experiments: z.array(z.string()) });

/**
 * Executes the code cells on a kernel that has run none of another notebook, or was made ready for this one. Keeps the
 * outputs up to the first failure. A kernel on which a cell failed, or that `signal` ended, is to be closed.
 */
export async function executeCells(
  kernel: Kernel,
  notebook: Notebook,
  { dir, overrides, timeoutSeconds, signal, onProgress }:
    & NotebookOptions
    & { readonly dir: string },
): Promise<Execution> {
  const facts = noFacts();
  const finished: FinishedCell[] = [];
  let failure: Failure | null = null;
  using _ = onAbort(signal, () => void kernel[Symbol.asyncDispose]());
  const code = notebook.cells.filter(({ kind }) => kind === "code");
  const placed = placeCells(code.map(({ source }) => guardLastValue(source)));
  for (const [index, cell] of code.entries()) {
    if (signal?.aborted) break;
    onProgress(index + 1, code.length);
    const place = placed[index]!;
    const result = await kernel.execute(place.code, {
      timeoutSeconds,
      stopOnRejection: !cell.tags.includes("raises-exception"),
    });
    collectFacts(result.broadcasts, facts);
    const outputs = toCellOutputs(result);
    const error = findError(result);
    const unexplained = result.status === "error" && !error;
    const { line, added } = unexplained
      ? await diagnose(notebook, { cell, ordinal: index + 1, dir })
      : { line: 0, added: [] };
    finished.push({ cell, result, added });
    const cellFailure = findCellFailure(cell, result, [...outputs, ...added]);
    const cause = cellFailure ?? findUnusedOverride(cell, overrides, facts);
    if (cause) {
      const failedLine = cellFailure && error && isAlive(result)
        ? await findSourceLine(kernel, place, error)
        : line;
      failure = { ...cause, cell: index + 1, line: failedLine };
      break;
    }
  }
  return toExecution(notebook, finished, facts, failure);
}

/** Calls back when the signal is aborted, until disposed of: another notebook may have the kernel by then. */
function onAbort(signal: AbortSignal | null, stop: () => void): Disposable {
  signal?.addEventListener("abort", stop);
  return {
    [Symbol.dispose]: () => signal?.removeEventListener("abort", stop),
  };
}

/** Returns the execution of a notebook of which no cell is run, for this reason. */
export function toUnexecuted(notebook: Notebook, failure: Failure): Execution {
  return toExecution(notebook, [], noFacts(), failure);
}

function isAlive({ status }: CellResult): boolean {
  return status === "ok" || status === "error";
}

function toExecution(
  notebook: Notebook,
  finished: readonly FinishedCell[],
  { parameters, meanings, reads }: Facts,
  failure: Failure | null,
): Execution {
  const failed = failure && failure.cell > 0 ? finished.at(-1)?.cell : null;
  return {
    notebook,
    cells: notebook.cells.map((cell): ExecutedCell => {
      const entry = finished.find((other) => other.cell === cell);
      const status = cell === failed ? "failed" : "ok";
      if (entry) {
        // Only after the last cell, as a cell may update displays of earlier ones.
        const outputs = [...toCellOutputs(entry.result), ...entry.added];
        return { ...cell, outputs, status };
      }
      return {
        ...cell,
        outputs: [],
        status: cell.kind === "code" ? "not run" : "ok",
      };
    }),
    parameters: parameters ?? {},
    meanings,
    reads: [...reads].sort(),
    failure,
  };
}

function collectFacts(broadcasts: readonly Broadcast[], facts: Facts): void {
  for (const { type, content } of broadcasts) {
    if (type === "loadline_parameters") {
      const { values, meanings } = Parameters.parse(content);
      facts.parameters = values;
      facts.meanings = meanings;
    } else if (type === "loadline_reads") {
      for (const name of Reads.parse(content).experiments) {
        facts.reads.add(name);
      }
    }
  }
}

/** Finds an override for which a notebook has no cell. */
export function findMisplacedOverride(
  { cells }: Notebook,
  overrides: Readonly<Record<string, string>>,
): Failure | null {
  const [key] = Object.keys(overrides);
  const hasParameters = cells.some(({ kind, tags }) =>
    kind === "code" && tags.includes("parameters")
  );
  return hasParameters || key === undefined ? null : {
    reason: "error",
    cell: 0,
    line: 0,
    message:
      `Cannot set '${key}' as the notebook has no cell tagged 'parameters'`,
  };
}

/** Finds an override that a `parameters` cell ignored, as it did not call `parameters()`. */
function findUnusedOverride(
  { tags }: Cell,
  overrides: Readonly<Record<string, string>>,
  { parameters }: Facts,
): Pick<Failure, "reason" | "message"> | null {
  const [key] = Object.keys(overrides);
  if (!tags.includes("parameters") || key === undefined || parameters) {
    return null;
  }
  return {
    reason: "error",
    message: `Cannot set '${key}' as the cell calls no parameters()`,
  };
}

/** Finds the cause of a failure that the kernel does not explain: a syntax error or a failed import. */
async function diagnose(
  notebook: Notebook,
  { cell, ordinal, dir }: {
    readonly cell: Cell;
    readonly ordinal: number;
    readonly dir: string;
  },
): Promise<{ line: number; added: Output[] }> {
  const diagnostics = await checkNotebooks([notebook], { dir });
  const { code, line, message } =
    diagnostics.find(({ cell }) => cell === ordinal) ??
      findDynamicImport(cell.source);
  const name = code === "syntax" ? "SyntaxError" : "Error";
  return { line, added: [{ type: "error", name, message, traceback: [] }] };
}

/** Finds a dynamic import of a package, which the checker does not follow. */
function findDynamicImport(
  source: string,
): { code: string; line: number; message: string } {
  const lines = source.split("\n").map((line) =>
    line.match(/\bimport\s*\(\s*["'`]((?:npm|jsr):[^"'`]+)["'`]/)?.[1]
  );
  const index = lines.findIndex((specifier) => specifier !== undefined);
  return {
    code: "import",
    line: index + 1,
    message: index < 0
      ? "The kernel cannot run the cell and reports no reason: " +
        "check for a syntax error, or an import that does not resolve or that deno.lock does not hold"
      : toMissingMessage(lines[index]!),
  };
}
