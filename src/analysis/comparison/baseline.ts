/** Saved baselines: the runs of one side as a small JSON file, to compare with where their records are not. */
import { z } from "zod";
import {
  maybeJson,
  readTextIfThere,
  replaceText,
  UsageError,
} from "../../record/mod.ts";
import { ComparedRun } from "./compared_run.ts";

const Name = z.string().max(100).regex(/^[A-Za-z0-9][A-Za-z0-9._-]*$/);

/** A saved baseline. */
export const Baseline = z.strictObject({
  format: z.literal(1),
  name: Name,
  /** How its runs were selected. */
  selected: z.string().max(2000),
  runs: z.array(ComparedRun).min(1).max(10_000),
});
export type Baseline = z.infer<typeof Baseline>;

/** Returns the names of the baselines in a folder in order; none if there is no such folder. */
export async function listBaselines(folder: string): Promise<string[]> {
  const names: string[] = [];
  try {
    for await (const { name, isFile } of Deno.readDir(folder)) {
      const bare = name.replace(/\.json$/, "");
      if (isFile && bare !== name && Name.safeParse(bare).success) {
        names.push(bare);
      }
    }
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  return names.sort();
}

/** Reads a baseline. Throws `UsageError` that names the file and the place if it is damaged. */
export async function readBaseline(
  folder: string,
  name: string,
): Promise<Baseline> {
  const path = `${folder}/${name}.json`;
  const text = await readTextIfThere(path);
  const parsed = Baseline.safeParse(
    text === undefined ? undefined : maybeJson(text),
  );
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new UsageError(
    `Cannot read baseline ${path} as ${
      [...issue?.path ?? []].join(".") || "it"
    } is not as saved: ${issue?.message}; restore it, or save it again`,
  );
}

/**
 * Saves the runs of one side that count, and returns the path. A baseline of this name is replaced. Throws `UsageError`
 * for a name that is no file name, and without runs.
 */
export async function saveBaseline(
  folder: string,
  { name, selected, runs }: Omit<Baseline, "format">,
): Promise<string> {
  if (!Name.safeParse(name).success) {
    throw new UsageError(
      `Cannot save baseline '${name}' as its name must be letters, digits, '.', '_' and '-'`,
    );
  }
  if (runs.length === 0) {
    throw new UsageError(
      `Cannot save baseline '${name}' as no run of '${selected}' counts`,
    );
  }
  const path = `${folder}/${name}.json`;
  await Deno.mkdir(folder, { recursive: true });
  // A run a line, so that a change is a readable difference.
  const lines = runs.map((run) => `    ${JSON.stringify(run)}`).join(",\n");
  const head = `{\n  "format": 1,\n  "name": ${JSON.stringify(name)},\n` +
    `  "selected": ${JSON.stringify(selected.slice(0, 2000))},\n`;
  await replaceText(path, `${head}  "runs": [\n${lines}\n  ]\n}\n`);
  return path;
}
