/** The type check that the kernel does not do: every notebook's cells as a module, all in one `deno check`. */
import { type Found, readFound } from "./diagnostics.ts";
import { extract, type Extracted } from "./extract.ts";
import type { Notebook } from "./model.ts";
import { toPlainPaths } from "./plain_paths.ts";
import { noRegistries } from "../jupyter/sandbox/registries.ts";

/** Something wrong in a notebook, and where. */
export interface Diagnostic {
  /** Empty when the message is not about a notebook but about what it imports. */
  readonly notebook: string;
  /** Ordinal among code cells, from 1; 0 where the message names no place in the notebook. */
  readonly cell: number;
  /** Line in the cell, from 1; 0 like `cell`. */
  readonly line: number;
  /** `TS2322`, or `syntax`, `import`, `kernel` for what is no type error. */
  readonly code: string;
  readonly message: string;
}

export interface CheckOptions {
  /** Folder of the notebooks: the modules are written there, so that imports resolve as in the kernel. */
  readonly dir: string;
}

interface Module {
  readonly notebook: Notebook;
  readonly extracted: Extracted;
}

/** Messages for a name that is defined more than once. */
const redefinition = new Set(["TS2300", "TS2393", "TS2440", "TS2451"]);

/**
 * Checks notebooks and returns what is wrong, in order of notebook and cell. A name defined in two cells is refused,
 * although the kernel would allow it: what it means would depend on which cells ran.
 *
 * The modules stay as `.<name>.check.ts`: untouched files are checked from the cache in no time.
 */
export async function checkNotebooks(
  notebooks: readonly Notebook[],
  { dir }: CheckOptions,
): Promise<Diagnostic[]> {
  const folder = await Deno.realPath(dir);
  const modules = new Map<string, Module>();
  for (const notebook of notebooks) {
    const extracted = extract(notebook);
    const path = `${folder}/.${notebook.name}.check.ts`;
    await writeIfChanged(path, extracted.text);
    modules.set(path, { notebook, extracted });
  }
  const found = await checkModules([...modules.keys()], folder);
  const all = [
    ...notebooks.flatMap(findImportMeta),
    ...found.map((one) => toDiagnostic(one, modules.get(one.path))),
  ];
  const names = notebooks.map(({ name }) => name);
  all.sort((a, b) =>
    names.indexOf(a.notebook) - names.indexOf(b.notebook) ||
    a.cell - b.cell || a.line - b.line
  );
  return joinRedefinitions(all);
}

/** A syntax error or failed import stops the checker: the others are then checked without that module. */
async function checkModules(
  paths: readonly string[],
  cwd: string,
): Promise<Found[]> {
  if (paths.length === 0) return [];
  const { success, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["check", "--quiet", ...paths],
    cwd,
    env: {
      NO_COLOR: "1",
      RUST_BACKTRACE: "0",
      DENO_NO_UPDATE_CHECK: "1",
      ...noRegistries,
    },
    stdin: "null",
    stdout: "null",
    stderr: "piped",
  }).output();
  if (success) return [];
  const found = readFound(new TextDecoder().decode(stderr));
  const stopper = found.find(({ code }) => !code.startsWith("TS"));
  if (!stopper || !paths.includes(stopper.path)) return found;
  const rest = paths.filter((path) => path !== stopper.path);
  return [...found, ...await checkModules(rest, cwd)];
}

function toDiagnostic(
  { code, message, path, line }: Found,
  module: Module | undefined,
): Diagnostic {
  if (module) {
    const { notebook: { name: notebook }, extracted } = module;
    const text = extracted.text.split("\n")[line - 1] ?? "";
    // Of functions defined twice the checker does not give the name.
    const name = code === "TS2393"
      ? text.match(/function\s*\*?\s*([\w$]+)/)?.[1]
      : undefined;
    return {
      notebook,
      ...extracted.locate(line),
      code,
      message: toPlainPaths(
        name === undefined ? message : `${message} '${name}'`,
      ),
    };
  }
  const place = path === "" ? "" : `${toPlainPaths(path)}:${line}: `;
  return {
    notebook: "",
    cell: 0,
    line: 0,
    code,
    message: `${place}${message}`,
  };
}

/** The checker blames every definition of a name; we blame those after the first and say where that is. */
function joinRedefinitions(sorted: readonly Diagnostic[]): Diagnostic[] {
  const named = sorted.map((one) => {
    const name = one.message.match(/'([^']+)'/)?.[1];
    return { one, name: redefinition.has(one.code) ? name : undefined };
  });
  return named.flatMap(({ one, name }) => {
    const same = named.filter((other) =>
      name !== undefined && other.name === name &&
      other.one.notebook === one.notebook
    );
    const [first] = same;
    if (!first || same.length === 1) return [one];
    if (first.one === one) return [];
    const message = `'${name}' is already defined in cell ${first.one.cell}, ` +
      `line ${first.one.line}: give each its own name`;
    return [{ ...one, message }];
  });
}

/** Strings, templates and comments, in which `import.meta` does no harm. */
const inert =
  /"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`|\/\/.*|\/\*[\s\S]*?\*\//g;

/** Cells are scripts: the kernel refuses `import.meta`, which the checker of modules lets pass. */
function findImportMeta({ name, cells }: Notebook): Diagnostic[] {
  return cells.filter(({ kind }) => kind === "code")
    .flatMap(({ source }, index) => {
      const code = source.replace(inert, (text) => text.replace(/[^\n]/g, " "));
      const line = code.split("\n").findIndex((text) =>
        /\bimport\s*\.\s*meta\b/.test(text)
      );
      return line < 0 ? [] : [{
        notebook: name,
        cell: index + 1,
        line: line + 1,
        code: "kernel",
        message:
          "Cells are scripts, which have no import.meta: use a path relative to the notebook's folder",
      }];
    });
}

/** An untouched file keeps the checker's cache valid; another checker never sees half a file. */
async function writeIfChanged(path: string, text: string): Promise<void> {
  try {
    if (await Deno.readTextFile(path) === text) return;
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  const part = `${path}.${Deno.pid}.part`;
  await Deno.writeTextFile(part, text);
  await Deno.rename(part, path);
}
