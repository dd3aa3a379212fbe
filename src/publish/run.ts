/** Checks the types of notebooks, then executes them in parallel. */
import {
  checkNotebooks,
  executeNotebook,
  type Execution,
  type Failure,
} from "../notebook/mod.ts";
import { freeze } from "./freeze.ts";
import { installOptional } from "./optional.ts";
import type { PlannedNotebook } from "./plan.ts";
import { StoreService } from "./store_service.ts";

export interface RunOptions {
  readonly root: string;
  readonly notebooks: string;
  readonly overrides: Readonly<Record<string, string>>;
  readonly digests: Readonly<Record<string, string>>;
  readonly timeoutSeconds: number;
  /** Path of the store file. */
  readonly store: string;
  /** True for all rights of this user. */
  readonly trusted: boolean;
  readonly onProgress: (text: string) => void;
}

/** Returns executions by notebook name, frozen ones unchanged. Does not execute a notebook with type errors. */
export async function runNotebooks(
  planned: readonly PlannedNotebook[],
  options: RunOptions,
): Promise<Map<string, Execution>> {
  const { notebooks, onProgress } = options;
  const done = new Map(
    planned.flatMap(({ notebook, frozen }) =>
      frozen ? [[notebook.name, frozen] as const] : []
    ),
  );
  const pending = planned.filter(({ frozen }) => !frozen);
  if (pending.length === 0) return done;
  for (const { notebook } of pending) {
    for (const name of notebook.requires) {
      onProgress(`installing optional/${name}`);
      await installOptional(`${options.root}optional/${name}`);
    }
  }
  onProgress(`checking the types of ${pending.length} notebooks`);
  const diagnostics = await checkNotebooks(
    pending.map(({ notebook }) => notebook),
    { dir: notebooks },
  );
  const running = new Map<string, string>();
  const setState = (name: string, state: string | null) => {
    if (state) running.set(name, state);
    else running.delete(name);
    onProgress([...running].map((entry) => entry.join(" ")).join(", "));
  };
  using service = new StoreService(options.store);
  const queue = [...pending];
  const runQueue = async () => {
    for (let next = queue.shift(); next; next = queue.shift()) {
      const { notebook, key, frozenPath } = next;
      const diagnostic = diagnostics.find((entry) =>
        entry.notebook === notebook.name || entry.notebook === ""
      );
      const execution = diagnostic
        ? toUnexecuted(next, { ...diagnostic, reason: "types" })
        : await executeNotebook(notebook, {
          ...options,
          dir: notebooks,
          service: service.address,
          onProgress: (cell, of) => setState(notebook.name, `${cell}/${of}`),
        });
      setState(notebook.name, null);
      if (!options.trusted) {
        await freeze(frozenPath, key, execution, options.digests);
      }
      done.set(notebook.name, execution);
    }
  };
  await Promise.all(
    Array.from({ length: navigator.hardwareConcurrency }, runQueue),
  );
  return done;
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
