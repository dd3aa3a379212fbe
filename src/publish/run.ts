/** Executing notebooks side by side, after their types are checked. */
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
  /** The store file. */
  readonly store: string;
  /** Whether notebooks have all the rights of this user. */
  readonly trusted: boolean;
  readonly onProgress: (text: string) => void;
}

/** Executions by notebook name, frozen ones as they are. A notebook whose types are wrong is not executed. */
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
  const due = planned.filter(({ frozen }) => !frozen);
  if (due.length === 0) return done;
  for (const { notebook } of due) {
    for (const name of notebook.requires) {
      onProgress(`installing optional/${name}`);
      await installOptional(`${options.root}optional/${name}`);
    }
  }
  onProgress(`checking the types of ${due.length} notebooks`);
  const diagnostics = await checkNotebooks(
    due.map(({ notebook }) => notebook),
    { dir: notebooks },
  );
  const running = new Map<string, string>();
  const tell = (name: string, state: string | null) => {
    if (state) running.set(name, state);
    else running.delete(name);
    onProgress([...running].map((entry) => entry.join(" ")).join(", "));
  };
  using service = new StoreService(options.store);
  const queue = [...due];
  const work = async () => {
    for (let next = queue.shift(); next; next = queue.shift()) {
      const { notebook, key, frozenPath } = next;
      const wrong = diagnostics.find((one) =>
        one.notebook === notebook.name || one.notebook === ""
      );
      const execution = wrong
        ? unexecuted(next, { ...wrong, reason: "types" })
        : await executeNotebook(notebook, {
          ...options,
          dir: notebooks,
          service: service.address,
          onProgress: (cell, of) => tell(notebook.name, `${cell}/${of}`),
        });
      tell(notebook.name, null);
      if (!options.trusted) {
        await freeze(frozenPath, key, execution, options.digests);
      }
      done.set(notebook.name, execution);
    }
  };
  await Promise.all(
    Array.from({ length: navigator.hardwareConcurrency }, work),
  );
  return done;
}

function unexecuted(
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
    reads: [],
    failure: { reason, cell, line, message },
  };
}
