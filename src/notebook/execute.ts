/** A notebook, run from its first cell to its last or to the first that fails. */
import { z } from "zod";
import { checkNotebooks } from "./check.ts";
import { type Broadcast, type CellResult, Kernel } from "../jupyter/kernel.ts";
import type {
  Cell,
  ExecutedCell,
  Execution,
  Failure,
  Notebook,
} from "./model.ts";
import type { Output } from "../jupyter/output.ts";
import { toMissing } from "../jupyter/sandbox/registries.ts";
import type { Service } from "../jupyter/sandbox/parent_service.ts";
import { findSourceLine, placeCells } from "./source_lines.ts";
import { findError, judge, toCellOutputs } from "./cell_outcome.ts";

export interface ExecuteOptions {
  /** Folder of the notebook, where its imports resolve. */
  readonly dir: string;
  /** Parameters of the command line; default none. */
  readonly overrides?: Readonly<Record<string, string>>;
  /** Longest a cell may take; default 300. */
  readonly timeoutSeconds?: number;
  /** What the notebook may ask of us; default nothing. */
  readonly service?: Service | null;
  /** Whether the notebook has all the rights of this user; default false. */
  readonly trusted?: boolean;
  /** Called before each code cell with its ordinal and their number. */
  readonly onProgress?: (cell: number, of: number) => void;
}

/** What the cells told beside their outputs. */
interface Facts {
  parameters: Readonly<Record<string, unknown>> | null;
  readonly reads: Set<string>;
}

interface Done {
  readonly cell: Cell;
  readonly result: CellResult;
  /** Outputs that are ours, not the kernel's. */
  readonly added: readonly Output[];
}

const Parameters = z.object({ values: z.record(z.string(), z.unknown()) });
const Reads = z.object({ experiments: z.array(z.string()) });

/**
 * Executes the code cells on a kernel of their own. A cell fails when the kernel says so, when it shows an error, when an
 * error goes uncaught, when it runs too long or shows too much; cells tagged `raises-exception` may show errors. What was
 * shown up to then is kept, and `failure` says what happened. Throws Error when no kernel can be started.
 */
export async function executeNotebook(
  notebook: Notebook,
  {
    dir,
    overrides = {},
    timeoutSeconds = 300,
    service = null,
    trusted = false,
    onProgress = () => {},
  }: ExecuteOptions,
): Promise<Execution> {
  const facts: Facts = { parameters: null, reads: new Set() };
  const misplaced = findMisplacedOverride(notebook, overrides);
  if (misplaced) return toExecution(notebook, [], facts, misplaced);

  await using kernel = await Kernel.start(dir, {
    overrides,
    service,
    trusted,
  });
  const done: Done[] = [];
  let failure: Failure | null = null;
  const code = notebook.cells.filter(({ kind }) => kind === "code");
  const placed = placeCells(code.map(({ source }) => source));
  for (const [index, cell] of code.entries()) {
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
      ? await explain(notebook, { cell, ordinal: index + 1, dir })
      : { line: 0, added: [] };
    done.push({ cell, result, added });
    const judged = judge(cell, result, [...outputs, ...added]);
    const verdict = judged ?? findUnheardOverride(cell, overrides, facts);
    if (verdict) {
      const raised = judged && error && isAlive(result)
        ? await findSourceLine(kernel, place, error)
        : line;
      failure = { ...verdict, cell: index + 1, line: raised };
      break;
    }
  }
  return toExecution(notebook, done, facts, failure);
}

function isAlive({ status }: CellResult): boolean {
  return status === "ok" || status === "error";
}

function toExecution(
  notebook: Notebook,
  done: readonly Done[],
  { parameters, reads }: Facts,
  failure: Failure | null,
): Execution {
  const failed = failure && failure.cell > 0 ? done.at(-1)?.cell : null;
  return {
    notebook,
    cells: notebook.cells.map((cell): ExecutedCell => {
      const ran = done.find((one) => one.cell === cell);
      const status = cell === failed ? "failed" : "ok";
      if (ran) {
        // Only now: a cell may have updated what an earlier one shows.
        const outputs = [...toCellOutputs(ran.result), ...ran.added];
        return { ...cell, outputs, status };
      }
      return {
        ...cell,
        outputs: [],
        status: cell.kind === "code" ? "not run" : "ok",
      };
    }),
    parameters: parameters ?? {},
    reads: [...reads].sort(),
    failure,
  };
}

function collectFacts(broadcasts: readonly Broadcast[], facts: Facts): void {
  for (const { type, content } of broadcasts) {
    if (type === "loadline_parameters") {
      facts.parameters = Parameters.parse(content).values;
    } else if (type === "loadline_reads") {
      for (const name of Reads.parse(content).experiments) {
        facts.reads.add(name);
      }
    }
  }
}

function findMisplacedOverride(
  { cells }: Notebook,
  overrides: Readonly<Record<string, string>>,
): Failure | null {
  const [key] = Object.keys(overrides);
  const takes = cells.some(({ kind, tags }) =>
    kind === "code" && tags.includes("parameters")
  );
  return takes || key === undefined ? null : {
    reason: "error",
    cell: 0,
    line: 0,
    message:
      `Cannot set '${key}' as the notebook has no cell tagged 'parameters'`,
  };
}

/** A `parameters` cell that ran without asking for the overrides would drop them in silence. */
function findUnheardOverride(
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

/** Of syntax errors and some failed imports the kernel says only that execution failed; the checker knows most. */
async function explain(
  notebook: Notebook,
  { cell, ordinal, dir }: {
    readonly cell: Cell;
    readonly ordinal: number;
    readonly dir: string;
  },
): Promise<{ line: number; added: Output[] }> {
  const diagnostics = await checkNotebooks([notebook], { dir });
  const found = diagnostics.find(({ cell }) => cell === ordinal) ??
    findPackage(cell.source);
  const { code, line, message } = found;
  const name = code === "syntax" ? "SyntaxError" : "Error";
  return { line, added: [{ type: "error", name, message, traceback: [] }] };
}

/** A package that a cell imports while it runs, which the checker does not follow. */
function findPackage(
  source: string,
): { code: string; line: number; message: string } {
  const lines = source.split("\n").map((line) =>
    line.match(/\bimport\s*\(\s*["'`]((?:npm|jsr):[^"'`]+)["'`]/)?.[1]
  );
  const at = lines.findIndex((specifier) => specifier !== undefined);
  return {
    code: "import",
    line: at + 1,
    message: at < 0
      ? "The kernel cannot run the cell and does not say why: look for a syntax error, or an import that does not resolve or that deno.lock does not hold"
      : toMissing(lines[at]!),
  };
}
