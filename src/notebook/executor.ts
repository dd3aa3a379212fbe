/** Executes notebooks one after the other, on one kernel where they may share it. */
import { Kernel } from "../jupyter/kernel.ts";
import type { ParentService } from "../jupyter/sandbox/parent_service.ts";
import {
  executeCells,
  findMisplacedOverride,
  type NotebookOptions,
  toUnexecuted,
} from "./execute_cells.ts";
import type { Execution, Notebook } from "./model.ts";
import { mayShareKernel } from "./share_kernel.ts";

/** What the kernels of an executor have in common. */
export interface SharedOptions {
  /** Folder of the notebooks, from which their imports resolve. */
  readonly dir: string;
  /** Service of this process that notebooks may use; null for none. */
  readonly service: ParentService | null;
  /** URLs of modules by what cells import them as, beside those of the project. */
  readonly modules: Readonly<Record<string, string>>;
}

/** Execution of one of several notebooks. */
export interface NextExecution {
  readonly execution: Execution;
  /** Names of the notebooks that were executed before it on its kernel, in order. */
  readonly earlier: readonly string[];
}

/** Kernel that is kept. */
interface KeptKernel {
  readonly kernel: Kernel;
  /** Names of the notebooks that were executed on it, in order. */
  readonly earlier: readonly string[];
}

/**
 * Executes notebooks one after the other, and keeps the kernel of one that may share it, and did not fail, for the next that
 * may. To start one takes longer than many a notebook does. Close it after the last.
 */
export class NotebookExecutor implements AsyncDisposable {
  readonly #options: SharedOptions;
  #kept: KeptKernel | null = null;

  constructor(options: SharedOptions) {
    this.#options = options;
  }

  /**
   * Executes a notebook as `executeNotebook()` does. One that fails on a used kernel need not fail on a kernel of its own.
   * Call it again only after its end.
   */
  async execute(
    notebook: Notebook,
    options: NotebookOptions,
  ): Promise<NextExecution> {
    const { dir, ...rest } = this.#options;
    const { overrides, signal } = options;
    const misplaced = findMisplacedOverride(notebook, overrides);
    if (misplaced) {
      const execution = toUnexecuted(notebook, misplaced);
      return { execution, earlier: [] };
    }
    const mayShare = mayShareKernel(notebook);
    const kept = mayShare ? await this.#takeKept(overrides) : null;
    await using stack = new AsyncDisposableStack();
    const kernel = stack.use(
      kept?.kernel ?? await Kernel.start(dir, { ...rest, overrides }),
    );
    const earlier = kept?.earlier ?? [];
    const execution = await executeCells(kernel, notebook, { ...options, dir });
    if (mayShare && execution.failure === null && !signal?.aborted) {
      stack.move();
      this.#kept = { kernel, earlier: [...earlier, notebook.name] };
    }
    return { execution, earlier };
  }

  /** Returns the kernel that is kept, ready for another notebook; null if there is none, or it cannot be made so. */
  async #takeKept(
    overrides: Readonly<Record<string, string>>,
  ): Promise<KeptKernel | null> {
    const kept = this.#kept;
    this.#kept = null;
    if (kept === null) return null;
    await using stack = new AsyncDisposableStack();
    stack.use(kept.kernel);
    if (!await kept.kernel.reset(overrides)) return null;
    stack.move();
    return kept;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#kept?.kernel[Symbol.asyncDispose]();
    this.#kept = null;
  }
}
