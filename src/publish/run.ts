/**
 * Executes notebooks in parallel, while their types are checked.
 *
 * A notebook of a report changes nothing, so it need not wait for the checker: what one with type errors did is thrown
 * away. A trusted one may write files, and waits.
 */
import {
  checkNotebooks,
  executeNotebook,
  type Execution,
  type Failure,
} from "../notebook/mod.ts";
import {
  bundleModules,
  type BundlePlace,
  importsBundleOnly,
  type Modules,
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
    const errors = await findTypeErrors(pending, notebooks);
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
  const executeOn = (
    { notebook }: PlannedNotebook,
    own: Modules,
  ): Promise<Execution> =>
    executeNotebook(notebook, {
      ...options,
      dir: notebooks,
      service: service.address,
      modules: own,
      signal: stops.get(notebook.name)?.signal ?? null,
      onProgress: (cell, of) => setState(notebook.name, `${cell}/${of}`),
    });
  const execute = async (plan: PlannedNotebook): Promise<Execution> => {
    const { name } = plan.notebook;
    const failure = isChecked || options.trusted
      ? (await checked).get(name)
      : undefined;
    if (failure) return toUnexecuted(plan, failure);
    const own = mayBundle(plan, options) ? modules : {};
    const execution = await executeOn(plan, own);
    // The stack of an error names lines of what was imported: those of the sources say more.
    const isTraceOfBundle = execution.failure?.reason === "error" &&
      Object.keys(own).length > 0 && !stops.get(name)?.signal.aborted;
    const final = isTraceOfBundle ? await executeOn(plan, {}) : execution;
    setState(name, null);
    return final;
  };
  const done = new Map<string, Result>();
  const complete = async (plan: PlannedNotebook, execution: Execution) => {
    const { notebook, key, frozen, frozenPath } = plan;
    const failure = (await checked).get(notebook.name);
    if (!frozen && !failure && !options.trusted) {
      await freeze(frozenPath, key, execution, options.digests);
    }
    done.set(
      notebook.name,
      await finish(plan, failure ? toUnexecuted(plan, failure) : execution),
    );
  };
  let finished = Promise.resolve();
  // The longest first, as far as cells tell: else the last may run alone on one core.
  const queue = planned.toSorted((a, b) => cellsOf(b) - cellsOf(a));
  const runQueue = async () => {
    for (let plan = queue.shift(); plan; plan = queue.shift()) {
      const [next, execution] = [plan, plan.frozen ?? await execute(plan)];
      finished = finished.then(() => complete(next, execution));
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

/** Whether a notebook can import the bundle. A trusted one may load native code, which is not in it. */
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
    return diagnostic ? [[name, { ...diagnostic, reason: "types" }]] : [];
  }));
}

function toUnexecuted(
  { notebook }: PlannedNotebook,
  { reason, cell, line, message }: Failure,
): Execution {
  return {
    notebook,
    cells: notebook.cells.map((cell) => ({
      ...cell,
      outputs: [],
      status: cell.kind === "code" ? "not run" : "ok",
    })),
    parameters: {},
    meanings: {},
    reads: [],
    failure: { reason, cell, line, message },
  };
}
