/** Plans which notebooks to publish, and which of their frozen results to reuse. */
import {
  type Execution,
  type Notebook,
  NotebookError,
  readNotebook,
} from "../notebook/mod.ts";
import { digest, UsageError } from "../record/mod.ts";
import {
  type CodePlace,
  digestCode,
  freezeKey,
  isFrozen,
  readFrozen,
} from "./freeze.ts";
import { readTextIfThere } from "../record/disk/if_there.ts";

export interface PlannedNotebook {
  readonly notebook: Notebook;
  /** Digest of the notebook file. */
  readonly digest: string;
  /** Key of its frozen result. */
  readonly key: string;
  readonly frozenPath: string;
  /** Frozen result; null if the notebook has to run. */
  readonly frozen: Execution | null;
  /** Whether its types are known to be right. */
  readonly isTyped: boolean;
}

/** Notebook that cannot be read: partly saved, or in another language. */
export interface UnreadableNotebook {
  readonly name: string;
  /** One line with file, place and remedy. */
  readonly message: string;
}

/** Notebook that requires packages which this checkout does not have. */
export interface SkippedNotebook {
  readonly name: string;
  readonly byDefault: boolean;
  /** One line with the missing folder and the remedy. */
  readonly missing: string;
}

/** Plan for the selected notebooks. */
export interface Plan {
  /** Digest of the code that notebooks run on. */
  readonly code: string;
  readonly planned: readonly PlannedNotebook[];
  /** Includes notebooks that may not run by default, as that cannot be read. */
  readonly unreadable: readonly UnreadableNotebook[];
  readonly skipped: readonly SkippedNotebook[];
}

export interface PlanOptions extends CodePlace {
  readonly notebooks: string;
  /** Folder of files that are kept between runs. */
  readonly work: string;
  readonly overrides: Readonly<Record<string, string>>;
  /** Digests of the records by experiment. */
  readonly digests: Readonly<Record<string, string>>;
  /** True for all rights of this user; then each notebook runs, as no digest covers its inputs. */
  readonly trusted: boolean;
}

/**
 * Plans the named notebooks, or all that run by default, sorted by name. Throws `UsageError` for a name of no notebook.
 */
export async function planNotebooks(
  names: readonly string[],
  options: PlanOptions,
): Promise<Plan> {
  const { notebooks, overrides } = options;
  const present = await requireNotebooks(names, notebooks);
  if (names.length !== 1 && Object.keys(overrides).length > 0) {
    throw new UsageError(
      `Cannot use --set as it belongs to one notebook: ${names.length} are named`,
    );
  }
  const code = await digestCode(options);
  const selected = present.filter((name) =>
    names.length === 0 || names.includes(name)
  );
  const plans = await Promise.all(
    selected.map((name) => planNotebook(name, code, options)),
  );
  const named = names.length > 0;
  return {
    code,
    planned: plans.filter((plan) => "notebook" in plan)
      .filter(({ notebook }) => named || notebook.byDefault),
    unreadable: plans.filter((plan) => "message" in plan),
    skipped: plans.filter((plan) => "missing" in plan)
      .filter(({ byDefault }) => named || byDefault),
  };
}

/** Returns the names of all notebooks. Throws `UsageError` for a name of none. */
export async function requireNotebooks(
  names: readonly string[],
  notebooks: string,
): Promise<string[]> {
  const present = await listNotebooks(notebooks);
  const unknown = names.find((name) => !present.includes(name));
  if (unknown === undefined) return present;
  throw new UsageError(
    `Cannot report '${unknown}' as there is no such notebook; there are: ${
      present.join(", ")
    }`,
  );
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
  for (const required of notebook.requires) {
    const folder = `optional/${required}`;
    const lock = await readTextIfThere(`${root}${folder}/deno.lock`);
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
  const isReusable = !trusted && isSelfContained(notebook);
  return {
    notebook,
    digest: digest(text),
    key,
    frozenPath,
    frozen: isReusable
      ? await readFrozen(frozenPath, key, digests) ?? null
      : null,
    isTyped: isReusable && await isFrozen(frozenPath, key),
  };
}

function describeMissing(folder: string): string {
  return `it requires ${folder}, which has no deno.lock: ` +
    "restore that folder, or put a package.json with its packages there, and run deno install in it";
}

/** Code that reads files which no digest covers. */
const fileAccess =
  /\bDeno\s*\.\s*(read|open|stat|lstat|realPath)|\bfs\b|\bimport\s*\(|["']\.{1,2}\//;

/**
 * Returns true if a notebook depends only on its text, `src/` and the records; one that reads other files runs each
 * time.
 */
function isSelfContained({ cells }: Notebook): boolean {
  return !cells.some(({ kind, source }) =>
    kind === "code" && fileAccess.test(source)
  );
}

/** Returns the names of all notebooks in a folder, sorted. */
export async function listNotebooks(folder: string): Promise<string[]> {
  const names: string[] = [];
  for await (const { name, isFile } of Deno.readDir(folder)) {
    if (isFile && name.endsWith(".ipynb")) names.push(name.slice(0, -6));
  }
  return names.sort();
}
