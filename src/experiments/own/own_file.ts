/** Reads the file of an experiment of a user's own: `experiments/checkout.ts/quick` names the file and a preset. */
import { basename, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { parseDeclared } from "../../lab/plan/declared.ts";
import { inTime } from "../../lab/timing/in_time.ts";
import { closest, ifThere, nearest, UsageError } from "../../record/mod.ts";
import { OwnExperiment } from "./own_experiment.ts";
import { type OwnRunnable, toOwnRunnable } from "./own_runnable.ts";

/** Seconds in which a file must have made its declaration. */
const IMPORT_TIMEOUT_S = 30;

const named = /^(.+\.(?:ts|mts|js|mjs))(?:\/([^/]*))?$/;

/** A file, and the preset that is named with it; empty if none is. */
export interface OwnFileName {
  readonly path: string;
  readonly preset: string;
}

/** Splits `experiments/checkout.ts/quick`; null for a name without a file. */
export function toOwnFileName(name: string): OwnFileName | null {
  const [, path, preset = ""] = named.exec(name) ?? [];
  return path === undefined ? null : { path, preset };
}

/**
 * Imports a file and returns the experiment that is its default export. Throws `UsageError`, which names file, key and
 * remedy, if there is no such file, its code throws, or the experiment is wrong.
 */
export async function readOwnFile(path: string): Promise<OwnRunnable> {
  const full = resolve(path);
  const info = await ifThere(Deno.stat(full));
  if (!info?.isFile) throw await toMissing(path, full);
  const exported = await importDefault(path, full);
  try {
    const declared = parseDeclared(
      OwnExperiment,
      exported,
      "its default export",
    );
    if (declared.driver !== null) await requireFormat(declared.driver.format);
    return toOwnRunnable(declared, pathToFileURL(full).href);
  } catch (error) {
    throw withPath(path, error as Error);
  }
}

/**
 * Returns the preset of an own experiment that a name has. Throws `UsageError`, with all presets and the nearest, if it has
 * none or an unknown one.
 */
export function requirePreset(
  { path, preset }: OwnFileName,
  { experiment }: Pick<OwnRunnable, "experiment">,
): string {
  const presets = Object.keys(experiment.presets);
  if (presets.includes(preset)) return preset;
  throw new UsageError(
    `Cannot run '${path}${
      preset === "" ? "" : `/${preset}`
    }' as a preset must be named, ${path}/${presets[0]}; ${
      nearest(preset, presets)
    }`,
  );
}

async function importDefault(path: string, full: string): Promise<unknown> {
  try {
    const module = await inTime(
      import(/* @vite-ignore */ pathToFileURL(full).href),
      {
        seconds: IMPORT_TIMEOUT_S,
        late: () => new Error(`it takes more than ${IMPORT_TIMEOUT_S} s`),
      },
    );
    if (module.default !== undefined) return module.default;
  } catch (error) {
    throw withPath(path, error as Error);
  }
  throw new UsageError(
    `Cannot run ${path} as it has no default export: write 'export default experiment({ ... })', with 'import { experiment } from "loadline/experiment"'`,
  );
}

/** Throws `UsageError`, with the nearest, for a format that no importer reads. */
async function requireFormat(format: string): Promise<void> {
  // Load threads import this file as well, and need no importers: without a literal Deno does not read them before it starts.
  const address = new URL("../../ingest/mod.ts", import.meta.url).href;
  const { importers } = await import(
    /* @vite-ignore */ address
  ) as typeof import("../../ingest/mod.ts");
  const formats = importers.map(({ format }) => format);
  if (formats.includes(format)) return;
  throw new UsageError(
    `Cannot use driver.format '${format}' as ${nearest(format, formats)}`,
  );
}

/** Adds the file to an error; one that is no `UsageError` comes from the user's own code. */
function withPath(path: string, error: unknown): UsageError {
  const { name, message } = error instanceof Error
    ? error
    : new Error(String(error));
  const [line = ""] = message.split("\n");
  return new UsageError(
    name === "UsageError"
      ? `${path}: ${line}`
      : `Cannot run ${path} as its code throws ${name}: ${line}`,
    { cause: error },
  );
}

async function toMissing(path: string, full: string): Promise<UsageError> {
  const folder = resolve(full, "..");
  const [near] = closest(basename(full), await ownFilesIn(folder), 1);
  return new UsageError(
    `Cannot run '${path}' as there is no such file${
      near === undefined ? "" : `: the nearest is ${near}`
    }; name it from here, experiments/checkout.ts/quick`,
  );
}

/** Returns the names of the files of experiments in a folder, sorted; none if there is no such folder. */
export async function ownFilesIn(folder: string): Promise<string[]> {
  const entries = await ifThere(Array.fromAsync(Deno.readDir(folder))) ?? [];
  return entries.flatMap(({ name, isFile }) =>
    isFile && /^[^._].*\.m?ts$/.test(name) && !/[._]test\.m?ts$/.test(name)
      ? [name]
      : []
  ).toSorted();
}
