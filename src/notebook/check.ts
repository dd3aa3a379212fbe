/** Checks the types of notebooks, which the kernel does not: each as one module, all in one `deno check`. */
import { readTextIfThere } from "../record/mod.ts";
import { type CheckerMessage, readCheckerMessages } from "./diagnostics.ts";
import { extract, type Extracted } from "./extract.ts";
import type { Notebook } from "./model.ts";
import { toPlainPaths } from "./plain_paths.ts";
import { offlineRegistries } from "../jupyter/sandbox/registries.ts";

/** Error in a notebook with its location. */
export interface Diagnostic {
  /** Name of the notebook; empty for an error in a file that notebooks import. */
  readonly notebook: string;
  /** Ordinal among code cells, from 1; 0 without a location in the notebook. */
  readonly cell: number;
  /** Line in the cell, from 1; 0 like `cell`. */
  readonly line: number;
  /** `TS2322`, or `syntax`, `import`, `kernel` for errors other than of types. */
  readonly code: string;
  readonly message: string;
}

export interface CheckOptions {
  /** Folder of the notebooks; the modules are written there, so that imports resolve as in the kernel. */
  readonly dir: string;
}

interface Module {
  readonly notebook: Notebook;
  readonly extracted: Extracted;
}

/** Codes of messages about a name that is defined more than once. */
const redefinitionCodes = new Set(["TS2300", "TS2393", "TS2440", "TS2451"]);

/**
 * Checks notebooks and returns their errors in order of notebook and cell. A name defined in two cells is an error,
 * although the kernel allows it: its meaning would depend on which cells ran.
 *
 * The modules stay as `.<name>.check.ts`, so that the checker's cache stays valid for unchanged notebooks.
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
  const messages = await checkModules([...modules.keys()], folder);
  const diagnostics = [
    ...notebooks.flatMap(findImportMeta),
    ...messages.map((message) =>
      toDiagnostic(message, modules.get(message.path))
    ),
  ];
  const names = notebooks.map(({ name }) => name);
  diagnostics.sort((a, b) =>
    names.indexOf(a.notebook) - names.indexOf(b.notebook) ||
    a.cell - b.cell || a.line - b.line
  );
  return joinRedefinitions(diagnostics);
}

/** Runs the checker. A syntax error or failed import stops it; it then runs again without that module. */
async function checkModules(
  paths: readonly string[],
  cwd: string,
): Promise<CheckerMessage[]> {
  if (paths.length === 0) return [];
  const { success, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["check", "--quiet", ...paths],
    cwd,
    env: {
      NO_COLOR: "1",
      RUST_BACKTRACE: "0",
      DENO_NO_UPDATE_CHECK: "1",
      ...offlineRegistries,
    },
    stdin: "null",
    stdout: "null",
    stderr: "piped",
  }).output();
  if (success) return [];
  const messages = readCheckerMessages(new TextDecoder().decode(stderr));
  const fatal = messages.find(({ code }) => !code.startsWith("TS"));
  if (!fatal || !paths.includes(fatal.path)) return messages;
  const rest = paths.filter((path) => path !== fatal.path);
  return [...messages, ...await checkModules(rest, cwd)];
}

function toDiagnostic(
  { code, message, path, line }: CheckerMessage,
  module: Module | undefined,
): Diagnostic {
  if (module) {
    const { notebook: { name: notebook }, extracted } = module;
    const text = extracted.text.split("\n")[line - 1] ?? "";
    // The checker does not name a function that is defined twice.
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

/**
 * Keeps redefinitions of a name only, with the location of its first definition; the checker reports every definition.
 */
function joinRedefinitions(sorted: readonly Diagnostic[]): Diagnostic[] {
  const named = sorted.map((diagnostic) => {
    const { code, message } = diagnostic;
    const name = redefinitionCodes.has(code)
      ? message.match(/'([^']+)'/)?.[1]
      : undefined;
    return { diagnostic, name };
  });
  return named.flatMap(({ diagnostic, name }) => {
    const definitions = named.filter((other) =>
      name !== undefined && other.name === name &&
      other.diagnostic.notebook === diagnostic.notebook
    );
    const first = definitions[0]?.diagnostic;
    if (!first || definitions.length === 1) return [diagnostic];
    if (first === diagnostic) return [];
    const message = `'${name}' is already defined in cell ${first.cell}, ` +
      `line ${first.line}: give each its own name`;
    return [{ ...diagnostic, message }];
  });
}

/** Strings, templates and comments, in which `import.meta` is text. */
const nonCode =
  /"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`|\/\/.*|\/\*[\s\S]*?\*\//g;

/**
 * Finds uses of `import.meta`: cells are scripts, for which the kernel rejects it while the module checker accepts it.
 */
function findImportMeta({ name, cells }: Notebook): Diagnostic[] {
  return cells.filter(({ kind }) => kind === "code")
    .flatMap(({ source }, index) => {
      const code = source.replace(
        nonCode,
        (text) => text.replace(/[^\n]/g, " "),
      );
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

/**
 * Writes a changed file only, to keep the checker's cache valid, and atomically, for checkers that run at the same
 * time.
 */
async function writeIfChanged(path: string, text: string): Promise<void> {
  if (await readTextIfThere(path) === text) return;
  const part = `${path}.${Deno.pid}.part`;
  await Deno.writeTextFile(part, text);
  await Deno.rename(part, path);
}
