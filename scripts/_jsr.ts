/**
 * What the package for JSR is made of: the library, as TypeScript. The commands are not in it, nor the systems and
 * adapters that ship with them: those are programs started by their path, and a registry serves modules by address.
 */
import { dirname, join, normalize } from "node:path/posix";
import { entriesOf, type ProjectConfig } from "./_package.ts";

/** Name of the package; its scope belongs to whoever publishes it. */
const NAME = "@loadline/loadline";

/** Reads a file of the checkout as text. */
export type ReadText = (path: string) => Promise<string>;

type Files = ReadonlyMap<string, string>;

/** Returns the files of the package by path: its entries, all that those lead to, and what a registry asks for. */
export async function toJsrFiles(
  config: ProjectConfig,
  read: ReadText,
): Promise<Files> {
  const { workspace: _, ...lock } = JSON.parse(await read("deno.lock"));
  const files = new Map([
    ["deno.json", toJson(toJsrConfig(config))],
    // For the check of the package, which resolves what it imports; it is not published.
    ["deno.lock", toJson(lock)],
    ["LICENSE", await read("LICENSE")],
    ["README.md", await read("docs/jsr.md")],
  ]);
  const paths = Object.values(jsrEntries(config)).map(normalize);
  // Grows while it is read.
  for (const path of paths) {
    if (path === CEPHES) {
      for (const [name, text] of await cephesFiles(read)) files.set(name, text);
    } else if (!path.endsWith(".ts")) {
      files.set(`${path}.ts`, toTextModule(await read(path)));
    } else if (!files.has(path)) {
      const text = await read(path);
      files.set(path, toJsrModule(text, config));
      paths.push(...linksOf(text).map((link) => join(dirname(path), link)));
    }
  }
  return files;
}

/** Returns the `deno.json` of the package. */
export function toJsrConfig(config: ProjectConfig): object {
  return {
    name: NAME,
    version: config.version,
    license: "Apache-2.0",
    exports: jsrEntries(config),
    compilerOptions: config.compilerOptions,
    publish: { exclude: ["deno.lock"] },
  };
}

/** Entries of the package by their names in it: what notebooks import, and how records are made and opened. */
function jsrEntries(config: ProjectConfig): Readonly<Record<string, string>> {
  const entries = entriesOf(config)
    // An experiment is run by a command.
    .filter(([name]) => name !== "loadline/experiment")
    .map(([name, path]) => [name.replace("loadline", "."), path] as const);
  return {
    ...Object.fromEntries(entries),
    "./ingest": "./src/ingest/mod.ts",
    "./store": "./src/store/mod.ts",
  };
}

/** What a module imports, and the workers that it starts, by paths from its own. */
const links =
  /\b(?:from|import)\s*\(?\s*"(\.[^"]+)"|\bnew URL\(\s*"(\.[^"]*_worker\.ts)"/g;

function linksOf(text: string): string[] {
  return [...text.matchAll(links)].map(([, imported, worker]) =>
    imported ?? worker ?? ""
  );
}

/**
 * Rewrites a module so that it needs no map of imports: packages are named with their versions, and texts are modules,
 * as a registry need not know imports of text. Examples in comments name the package as its users do.
 */
export function toJsrModule(
  text: string,
  { imports, version }: Pick<ProjectConfig, "imports" | "version">,
): string {
  return text
    .replace(/ from "([^"]+)" with \{\s*type: "text",?\s*\}/g, ' from "$1.ts"')
    .replace(
      /(\b(?:from|import)\s*\(?\s*)"([^".][^"]*)"/g,
      (whole: string, before: string, name: string) => {
        const target = toPackage(name, imports);
        return target === null ? whole : `${before}"${target}"`;
      },
    )
    .replace(
      /^(\s*\* .*\bfrom )"loadline(\/\w+)?"/gm,
      `$1"jsr:${NAME}@${version}$2"`,
    );
}

/** Returns what a name of a package of npm stands for, with version and path in it; null for any other name. */
function toPackage(
  name: string,
  imports: ProjectConfig["imports"],
): string | null {
  const [key = ""] = Object.keys(imports)
    .filter((key) => name === key || name.startsWith(`${key}/`))
    .sort((a, b) => b.length - a.length);
  const target = imports[key] ?? "";
  return target.startsWith("npm:") ? target + name.slice(key.length) : null;
}

/** Makes a module of a text. */
function toTextModule(text: string): string {
  const value = JSON.stringify(text);
  return `const text: string = ${value};\n\nexport default text;\n`;
}

/** Module that finds the package of Cephes from its own path, which a module of a registry does not have. */
const CEPHES = "src/statistics/basics/cephes.ts";

/**
 * Returns the files in its place: the package itself and its licence. JSR takes no CommonJS, and an import from npm
 * would get the ES module of the package, which does not run in Deno.
 */
async function cephesFiles(read: ReadText): Promise<Files> {
  const carried = `${dirname(CEPHES)}/cephes_package`;
  return new Map([
    [CEPHES, 'export { default as cephes } from "./cephes_package.js";\n'],
    [`${carried}.js`, toEsModule(await read("node_modules/cephes/index.js"))],
    [`${carried}_LICENSE`, await read("node_modules/cephes/LICENSE")],
  ]);
}

/** Makes an ES module of CommonJS that requires nothing and takes `Buffer` from Node's globals. */
function toEsModule(text: string): string {
  return [
    'import { Buffer } from "node:buffer";',
    "const exports = {};",
    text,
    "export default exports;\n",
  ].join("\n");
}

function toJson(value: object): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
