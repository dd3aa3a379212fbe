/**
 * Executes notebooks in parallel, while their types are checked.
 *
 * A notebook of a report changes nothing, so it need not wait for the checker: what one with type errors did is thrown
 * away. A trusted one may write files, and waits.
 */
import {
  checkNotebooks,
  type Diagnostic,
  executeNotebook,
  type Execution,
  type Failure,
  type NextExecution,
  type Notebook,
  NotebookExecutor,
  toUnexecuted,
} from "../notebook/mod.ts";
import {
  bundleModules,
  type BundlePlace,
  importsBundleOnly,
} from "./bundle.ts";
import { freeze } from "./freeze.ts";
import { installOptional } from "./optional.ts";
import type { PlannedNotebook } from "./plan.ts";
import { StoreService } from "./store_service.ts";

export interface RunOptions extends BundlePlace {
  readonly overrides: Readonly<Record<string, string>>;
  readonly digests: Readonly<Record<string, string>>;
  readonly timeoutSeconds: number;
  /** Path of the store file. */
  readonly store: string;
  /** True for all rights of this user. */
  readonly trusted: boolean;
  readonly onProgress: (text: string) => void;
}

/**
 * Executes the notebooks that are not frozen, and returns by name what `finish` makes of each execution. It is called for
 * one at a time, as soon as there is one. An execution of a notebook with type errors has no outputs.
 */
export async function runNotebooks<Result>(
  planned: readonly PlannedNotebook[],
  options: RunOptions,
  finish: (plan: PlannedNotebook, execution: Execution) => Promise<Result>,
): Promise<Map<string, Result>> {
  const { root, notebooks, onProgress } = options;
  const pending = planned.filter(({ frozen }) => !frozen);
  for (const { notebook } of pending) {
    for (const name of notebook.requires) {
      onProgress(`installing optional/${name}`);
      await installOptional(`${root}optional/${name}`);
    }
  }
  const running = new Map<string, string>();
  const setState = (name: string, state: string | null) => {
    if (state) running.set(name, state);
    else running.delete(name);
    onProgress([...running].map((entry) => entry.join(" ")).join(", "));
  };
  const stops = new Map(
    pending.map(({ notebook }) => [notebook.name, new AbortController()]),
  );
  let isChecked = false;
  const check = async () => {
    setState("types", "being checked");
    const unknown = pending.filter(({ isTyped }) => !isTyped);
    const errors = await findTypeErrors(unknown, notebooks);
    isChecked = true;
    setState("types", null);
    for (const name of errors.keys()) stops.get(name)?.abort();
    return errors;
  };
  const checked = check();
  // Awaited below; until then an error is not unhandled.
  checked.catch(() => {});
  using service = new StoreService(options.store);
  const modules = pending.some((plan) => mayBundle(plan, options))
    ? await bundleModules(options)
    : {};
  const isBundled = Object.keys(modules).length > 0;
  const shared = { dir: notebooks, service: service.address, modules };
  const optionsOf = ({ name }: Notebook) => ({
    overrides: options.overrides,
    timeoutSeconds: options.timeoutSeconds,
    signal: stops.get(name)?.signal ?? null,
    onProgress: (cell: number, of: number) => setState(name, `${cell}/${of}`),
  });
  const executeAlone = async (notebook: Notebook): Promise<NextExecution> => {
    const execution = await executeNotebook(notebook, {
      ...optionsOf(notebook),
      dir: notebooks,
      service: service.address,
      trusted: options.trusted,
    });
    return { execution, earlier: [] };
  };
  const executeNext = async (
    notebook: Notebook,
    executor: NotebookExecutor,
  ): Promise<NextExecution> => {
    const own = optionsOf(notebook);
    const next = await executor.execute(notebook, own);
    const { failure } = next.execution;
    if (failure === null || own.signal?.aborted) return next;
    // It fails as on a kernel of its own, except that nobody waits for a timeout twice; and the stack of an error names
    // lines of what was imported: those of the sources say more.
    const isRepeated = isBundled && failure.reason === "error" ||
      next.earlier.length > 0 && failure.reason !== "timeout";
    return isRepeated ? await executeAlone(notebook) : next;
  };
  const execute = async (
    plan: PlannedNotebook,
    executor: NotebookExecutor,
  ): Promise<NextExecution> => {
    const { notebook } = plan;
    const failure = isChecked || options.trusted
      ? (await checked).get(notebook.name)
      : undefined;
    if (failure) {
      return { execution: toUnexecuted(notebook, failure), earlier: [] };
    }
    const next = mayBundle(plan, options)
      ? await executeNext(notebook, executor)
      : await executeAlone(notebook);
    setState(notebook.name, null);
    return next;
  };
  /** Returns what an execution is worth once all types are checked. */
  const settle = async (
    notebook: Notebook,
    { execution, earlier }: NextExecution,
  ): Promise<Execution> => {
    const errors = await checked;
    const failure = errors.get(notebook.name);
    if (failure) return toUnexecuted(notebook, failure);
    if (!earlier.some((name) => errors.has(name))) return execution;
    // One with type errors may have changed what it may only read.
    const again = await executeAlone(notebook);
    setState(notebook.name, null);
    return again.execution;
  };
  const done = new Map<string, Result>();
  const complete = async (plan: PlannedNotebook, next: NextExecution) => {
    const { notebook, key, frozen, frozenPath } = plan;
    const execution = await settle(notebook, next);
    if (!frozen && !options.trusted) {
      await freeze(frozenPath, key, execution, options.digests);
    }
    done.set(notebook.name, await finish(plan, execution));
  };
  let finished = Promise.resolve();
  // The longest first, as far as cells tell: else the last may run alone on one core.
  const queue = planned.toSorted((a, b) => cellsOf(b) - cellsOf(a));
  const runQueue = async () => {
    await using executor = new NotebookExecutor(shared);
    for (let plan = queue.shift(); plan; plan = queue.shift()) {
      const current = plan;
      const next = plan.frozen
        ? { execution: plan.frozen, earlier: [] }
        : await execute(plan, executor);
      finished = finished.then(() => complete(current, next));
      finished.catch(() => {});
    }
  };
  // One more than there are cores, as each waits meanwhile: for its kernel to start, and for the store.
  await Promise.all(
    Array.from({ length: navigator.hardwareConcurrency + 1 }, runQueue),
  );
  await finished;
  return done;
}

/** Number of code cells that have to run. */
function cellsOf({ notebook, frozen }: PlannedNotebook): number {
  return frozen
    ? 0
    : notebook.cells.filter(({ kind }) => kind === "code").length;
}

/**
 * Whether a notebook can import the bundle, and be executed on the kernel of another. A trusted one may write files, and load
 * native code, which is not in the bundle.
 */
function mayBundle(
  { notebook }: PlannedNotebook,
  { trusted }: RunOptions,
): boolean {
  return !trusted && notebook.requires.length === 0 &&
    importsBundleOnly(notebook);
}

/** Returns the first type error of each notebook that has one, by its name. */
async function findTypeErrors(
  pending: readonly PlannedNotebook[],
  dir: string,
): Promise<ReadonlyMap<string, Failure>> {
  const diagnostics = await checkNotebooks(
    pending.map(({ notebook }) => notebook),
    { dir },
  );
  return new Map(pending.flatMap(({ notebook: { name } }) => {
    const diagnostic = diagnostics.find(({ notebook }) =>
      notebook === name || notebook === ""
    );
    return diagnostic ? [[name, toFailure(diagnostic)]] : [];
  }));
}

function toFailure({ cell, line, message }: Diagnostic): Failure {
  return { reason: "types", cell, line, message };
}
