/**
 * Bundles what notebooks import of this tool, with the packages that it needs: a kernel then reads some files of
 * JavaScript rather than many hundreds, for each of which it asks its permission broker.
 */
import { pathToFileURL } from "node:url";
import config from "../../deno.json" with { type: "json" };
import type { Notebook } from "../notebook/mod.ts";
import { digest, exists } from "../record/mod.ts";
import type { CodePlace } from "./freeze.ts";

/** What most notebooks import; in one bundle, so that a module that several of them share is loaded once. */
const NAMES = [
  "loadline",
  "loadline/figures",
  "loadline/statistics",
] as const;

/** Native code, which a notebook of a report may not load, and what Deno itself has. */
const EXTERNAL = [/^@duckdb\//, /^node:/];

/** Files that are imported as texts. */
const TEXT = /\.(sql|css)$|\/page_script\/[^/]*\.js$/;

/** URLs of modules by what they are imported as. */
export type Modules = Readonly<Record<string, string>>;

export interface BundlePlace extends CodePlace {
  /** Folder of the notebooks. */
  readonly notebooks: string;
  /** Digest of the sources. */
  readonly code: string;
}

/** Import of a cell. */
const imported = /\b(?:from|import)\s*["']([^"']+)["']|\bimport\s*\(/g;

/** Whether a notebook imports nothing else: it would have a package or a module twice that is in the bundle too. */
export function importsBundleOnly({ cells }: Notebook): boolean {
  return cells.filter(({ kind }) => kind === "code").every(({ source }) =>
    [...source.matchAll(imported)].every(([, name]) =>
      NAMES.some((known) => known === name)
    )
  );
}

/**
 * Returns the modules of the bundle of the sources, and makes it if it is not there. Returns none where there can be no
 * bundle, and the sources themselves are imported: it cannot be written, or the notebooks are of another project, which
 * has the tool as a package.
 */
export async function bundleModules(
  { root, tool, notebooks, code }: BundlePlace,
): Promise<Modules> {
  if (root !== tool || !notebooks.startsWith(root)) return {};
  const work = `${root}.loadline`;
  const name = `bundle-${digest(JSON.stringify([code, Deno.version]), 16)}`;
  try {
    if (!await exists(`${work}/${name}`)) {
      await bundle(root, `${work}/${name}`);
      await removeOthers(work, name);
    }
  } catch {
    return {};
  }
  return Object.fromEntries(
    NAMES.map((
      known,
    ) => [known, pathToFileURL(`${work}/${name}/${fileOf(known)}.js`).href]),
  );
}

/** Returns the name of the file of a module, without its ending. */
function fileOf(name: string): string {
  return name.replace("/", "-");
}

/** Makes the bundle in a folder, whole or not at all. Throws `Error` if it cannot be made. */
async function bundle(root: string, folder: string): Promise<void> {
  const part = `${folder}.${Deno.pid}.part`;
  // Imported only here: it is native code, which takes a while to load.
  const { rolldown } = await import("rolldown");
  try {
    const made = await rolldown({
      input: Object.fromEntries(
        NAMES.map((name) => [fileOf(name), `${root}${config.imports[name]}`]),
      ),
      cwd: root,
      platform: "node",
      external: EXTERNAL,
      plugins: [{ name: "texts", load: (path) => loadText(root, path) }],
      logLevel: "silent",
    });
    try {
      await made.write({
        dir: part,
        format: "esm",
        entryFileNames: "[name].js",
        chunkFileNames: "[name]-[hash].js",
        // Docstrings are a large part, and each kernel reads all of it. Lines stay, as errors name them.
        comments: false,
      });
    } finally {
      await made.close();
    }
    await Deno.rename(part, folder);
  } catch (error) {
    await Deno.remove(part, { recursive: true }).catch(() => {});
    // Another process has made it meanwhile.
    if (!await exists(folder)) throw error;
  }
}

/** Returns a file of ours that is imported as a text, as a module; null for another. */
async function loadText(root: string, path: string) {
  if (!path.startsWith(`${root}src/`) || !TEXT.test(path)) return null;
  const text = await Deno.readTextFile(path);
  return {
    code: `export default ${JSON.stringify(text)};`,
    moduleType: "js",
  } as const;
}

/** Removes the bundles of earlier sources. A notebook that still imports one fails, and runs again from the sources. */
async function removeOthers(work: string, name: string): Promise<void> {
  for await (const entry of Deno.readDir(work)) {
    if (!/^bundle-[\da-f]+$/.test(entry.name) || entry.name === name) continue;
    await Deno.remove(`${work}/${entry.name}`, { recursive: true });
  }
}
