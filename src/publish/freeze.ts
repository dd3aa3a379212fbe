/**
 * Freezing: a notebook's result is kept and used again while nothing it depends on has changed, and never otherwise.
 *
 * What it depends on: its own text, its parameters, our code and locked dependencies, the Deno that runs it, and the
 * records of the experiments it opened.
 */
import type { Execution } from "../notebook/mod.ts";
import { digest } from "../record/mod.ts";
import { Frozen } from "./frozen.ts";
import { maybeText } from "./maybe_text.ts";

export interface FreezeInput {
  /** The notebook file's text. */
  readonly notebook: string;
  readonly overrides: Readonly<Record<string, string>>;
  /** Digest of our code (`digestCode`). */
  readonly code: string;
}

/** What a result is filed under. */
export function freezeKey({ notebook, overrides, code }: FreezeInput): string {
  const settings = Object.entries(overrides).sort();
  return digest(JSON.stringify([notebook, settings, code, Deno.version]));
}

/** Digest of all that notebooks run on: `src/`, `deno.json`, `deno.lock` and `package.json` under `root`. */
export async function digestCode(root: string): Promise<string> {
  const files = [
    `${root}deno.json`,
    `${root}deno.lock`,
    `${root}package.json`,
    ...await walk(`${root}src`),
  ];
  const texts = await Promise.all(
    files.map(async (path) => `${path}\0${await Deno.readTextFile(path)}`),
  );
  return digest(texts.join("\0").replaceAll(root, ""));
}

async function walk(folder: string): Promise<string[]> {
  const found: string[] = [];
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    const path = `${folder}/${name}`;
    if (isDirectory) found.push(...await walk(path));
    else found.push(path);
  }
  return found.sort();
}

/** Digests of the records an execution read, as they are now; an experiment without a record has an empty one. */
export function readDigests(
  reads: readonly string[],
  digests: Readonly<Record<string, string>>,
): Record<string, string> {
  const all = digest(JSON.stringify(Object.entries(digests).sort()));
  return Object.fromEntries(
    reads.map((experiment) => [
      experiment,
      experiment === "*" ? all : digests[experiment] ?? "",
    ]),
  );
}

/** The frozen execution, or undefined when there is none for this key and these records. */
export async function maybeThaw(
  path: string,
  key: string,
  digests: Readonly<Record<string, string>>,
): Promise<Execution | undefined> {
  const parsed = Frozen.safeParse(maybeJson(await maybeText(path) ?? ""));
  if (!parsed.success || parsed.data.key !== key) return undefined;
  const { records, execution } = parsed.data;
  const now = readDigests(Object.keys(records), digests);
  const same = Object.entries(records).every(([name, was]) =>
    now[name] === was
  );
  return same ? execution : undefined;
}

/** A file cut short by a crash, or of another shape, is as good as none. */
function maybeJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Keeps an execution for `maybeThaw`. Failed ones are not kept: they run again. */
export async function freeze(
  path: string,
  key: string,
  execution: Execution,
  digests: Readonly<Record<string, string>>,
): Promise<void> {
  if (execution.failure) return;
  const records = readDigests(execution.reads, digests);
  await Deno.mkdir(path.replace(/[^/]*$/, ""), { recursive: true });
  await Deno.writeTextFile(
    `${path}.part`,
    JSON.stringify({ key, records, execution }),
  );
  await Deno.rename(`${path}.part`, path);
}
