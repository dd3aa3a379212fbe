/** Executes a notebook from its first cell to its last, or to the first that fails. */
import { Kernel } from "../jupyter/kernel.ts";
import type { ParentService } from "../jupyter/sandbox/parent_service.ts";
import {
  executeCells,
  findMisplacedOverride,
  toUnexecuted,
} from "./execute_cells.ts";
import type { Execution, Notebook } from "./model.ts";

export interface ExecuteOptions {
  /** Folder of the notebook, from which its imports resolve. */
  readonly dir: string;
  /** Parameters of the command line; default none. */
  readonly overrides?: Readonly<Record<string, string>>;
  /** Timeout of each cell; default 300. */
  readonly timeoutSeconds?: number;
  /** Service of this process that the notebook may use; default null. */
  readonly service?: ParentService | null;
  /** URLs of modules by what cells import them as, beside those of the project; default none. */
  readonly modules?: Readonly<Record<string, string>>;
  /** True for all rights of this user; default false. */
  readonly trusted?: boolean;
  /** Ends the execution early, with the kernel; what it has done by then is of no use. Default null. */
  readonly signal?: AbortSignal | null;
  /** Called before each code cell with its ordinal and the number of code cells. */
  readonly onProgress?: (cell: number, of: number) => void;
}

/**
 * Executes the code cells on a new kernel. A cell fails if the kernel reports a failure, it shows an error, an error is
 * uncaught, it exceeds the timeout, or its outputs exceed a limit; cells tagged `raises-exception` may show errors.
 * Keeps the outputs up to the failure, which `failure` describes. Throws `Error` if no kernel can be started.
 */
export async function executeNotebook(
  notebook: Notebook,
  {
    dir,
    overrides = {},
    timeoutSeconds = 300,
    service = null,
    modules = {},
    trusted = false,
    signal = null,
    onProgress = () => {},
  }: ExecuteOptions,
): Promise<Execution> {
  const misplaced = findMisplacedOverride(notebook, overrides);
  if (misplaced) return toUnexecuted(notebook, misplaced);

  await using kernel = await Kernel.start(dir, {
    overrides,
    service,
    modules,
    trusted,
  });
  const options = { dir, overrides, timeoutSeconds, signal, onProgress };
  return await executeCells(kernel, notebook, options);
}
