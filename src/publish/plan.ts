/** Which notebooks to publish, and which of their results can be used again. */
import {
  type Execution,
  type Notebook,
  NotebookError,
  readNotebook,
} from "../notebook/mod.ts";
import { digest, UsageError } from "../record/mod.ts";
import { digestCode, freezeKey, maybeThaw } from "./freeze.ts";
import { maybeText } from "./maybe_text.ts";

export interface PlannedNotebook {
  readonly notebook: Notebook;
  /** Digest of the notebook file. */
  readonly digest: string;
  /** What its result is frozen under. */
  readonly key: string;
  readonly frozenPath: string;
  /** Null when it has to run. */
  readonly frozen: Execution | null;
}

/** A notebook that cannot be read: half saved, or in another language. */
export interface UnreadableNotebook {
  readonly name: string;
  /** One line with file, place and remedy. */
  readonly message: string;
}

/** A notebook that needs packages that this checkout does not have. */
export interface SkippedNotebook {
  readonly name: string;
  readonly byDefault: boolean;
  /** One line with the folder that is missing, and how it is made. */
  readonly missing: string;
}

/** What becomes of the notebooks wanted. */
export interface Plan {
  readonly planned: readonly PlannedNotebook[];
  /** Whether they run by default cannot be known. */
  readonly unreadable: readonly UnreadableNotebook[];
  readonly skipped: readonly SkippedNotebook[];
}

export interface PlanOptions {
  readonly root: string;
  readonly notebooks: string;
  /** Folder for what we keep between runs. */
  readonly work: string;
  readonly overrides: Readonly<Record<string, string>>;
  /** Digests of the records by experiment. */
  readonly digests: Readonly<Record<string, string>>;
  /** Whether notebooks may do what no digest covers: then each runs. */
  readonly trusted: boolean;
}

/** The notebooks named, or all that run by default, in order of name. Throws `UsageError` for a name that is not there. */
export async function planNotebooks(
  names: readonly string[],
  options: PlanOptions,
): Promise<Plan> {
  const { root, notebooks, overrides } = options;
  const present = await listNotebooks(notebooks);
  const unknown = names.find((name) => !present.includes(name));
  if (unknown !== undefined) {
    throw new UsageError(
      `Cannot report '${unknown}' as there is no such notebook; there are: ${
        present.join(", ")
      }`,
    );
  }
  if (names.length !== 1 && Object.keys(overrides).length > 0) {
    throw new UsageError(
      `Cannot use --set as it belongs to one notebook: ${names.length} are named`,
    );
  }
  const code = await digestCode(root);
  const wanted = present.filter((name) =>
    names.length === 0 || names.includes(name)
  );
  const plans = await Promise.all(
    wanted.map((name) => planNotebook(name, code, options)),
  );
  const named = names.length > 0;
  return {
    planned: plans.filter((plan) => "notebook" in plan)
      .filter(({ notebook }) => named || notebook.byDefault),
    unreadable: plans.filter((plan) => "message" in plan),
    skipped: plans.filter((plan) => "missing" in plan)
      .filter(({ byDefault }) => named || byDefault),
  };
}

async function planNotebook(
  name: string,
  code: string,
  { root, notebooks, work, overrides, digests, trusted }: PlanOptions,
): Promise<PlannedNotebook | UnreadableNotebook | SkippedNotebook> {
  const path = `${notebooks}/${name}.ipynb`;
  const text = await Deno.readTextFile(path);
  let notebook: Notebook;
  try {
    notebook = await readNotebook(path);
  } catch (error) {
    if (error instanceof NotebookError) {
      return { name, message: error.message };
    }
    throw error;
  }
  const locks: string[] = [];
  for (const needed of notebook.requires) {
    const folder = `optional/${needed}`;
    const lock = await maybeText(`${root}${folder}/deno.lock`);
    if (lock === undefined) {
      const { byDefault } = notebook;
      return { name, byDefault, missing: describeMissing(folder) };
    }
    locks.push(lock);
  }
  const key = freezeKey({
    notebook: text,
    overrides,
    code: digest([code, ...locks].join("\0")),
  });
  const frozenPath = `${work}/frozen/${name}.json`;
  return {
    notebook,
    digest: digest(text),
    key,
    frozenPath,
    frozen: !trusted && standsAlone(notebook)
      ? await maybeThaw(frozenPath, key, digests) ?? null
      : null,
  };
}

function describeMissing(folder: string): string {
  return `it requires ${folder}, where no deno.lock is: restore that folder, or put a package.json with its packages there, and run deno install in it`;
}

/** Ways to depend on files that no digest of ours covers. */
const outside =
  /\bDeno\s*\.\s*(read|open|stat|lstat|realPath)|\bfs\b|\bimport\s*\(|["']\.{1,2}\//;

/** Whether a notebook depends on its text, our code and the records alone; one that reads other files runs each time. */
function standsAlone({ cells }: Notebook): boolean {
  return !cells.some(({ kind, source }) =>
    kind === "code" && outside.test(source)
  );
}

/** Names of all notebooks in a folder, sorted. */
export async function listNotebooks(folder: string): Promise<string[]> {
  const names: string[] = [];
  for await (const { name, isFile } of Deno.readDir(folder)) {
    if (isFile && name.endsWith(".ipynb")) names.push(name.slice(0, -6));
  }
  return names.sort();
}
