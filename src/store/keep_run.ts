/** Copies runs from one folder of records to another: from those made here to those that are committed. */
import {
  appendRuns,
  exists,
  findDamage,
  readManifest,
  readPart,
  readRuns,
  type Run,
  UsageError,
} from "../record/mod.ts";
import { MERGED } from "./records/merged_parts.ts";
import { type RunLine, toRun } from "./run_lines.ts";

/** Folders of records. */
export interface KeepPlace {
  readonly from: string;
  readonly to: string;
}

/**
 * Copies the part of the record that holds the run of a line, with all its runs: one for a run of the lab, those of one
 * import. `lines` are those of all runs in `from`. Returns the runs that were new in `to`; a run that is there already is
 * left as it is.
 *
 * Throws `UsageError` for a run that is in progress or was merged with others, and for a record that is not as it was written.
 */
export async function keepRun(
  line: RunLine,
  lines: readonly RunLine[],
  { from, to }: KeepPlace,
): Promise<readonly Run[]> {
  const { experiment, run_id } = line;
  const refuse = (why: string) =>
    new UsageError(`Cannot keep run ${run_id} as ${why}`);
  const run = toRun(line);
  if (run === null) {
    throw refuse(
      `its line in ${from}/${experiment}/reports.json is damaged: make the run again`,
    );
  }
  const { part } = run;
  const source = `${from}/${experiment}/${part}`;
  if (run.status === "running" || await exists(`${source}/.running`)) {
    throw refuse("it is in progress: wait for its end");
  }
  if (await exists(`${source}/${MERGED}`)) {
    throw refuse(
      `it was merged with other runs into ${part}: keep runs before they are merged`,
    );
  }
  const damage = await damageOf(source);
  if (damage !== "") {
    throw refuse(`its record is damaged (${damage}): make the run again`);
  }
  const target = `${to}/${experiment}`;
  const known = new Set(
    (await readRuns(target)).runs.map(({ run_id }) => run_id),
  );
  const added = lines.filter((line) => line.experiment === experiment)
    .flatMap((line) => toRun(line) ?? [])
    .filter((run) => run.part === part && !known.has(run.run_id));
  if (added.length === 0) return [];
  await copyPart(source, { target, temporary: `${to}/.keep-${part}`, part });
  await appendRuns(target, added);
  return added;
}

/** Returns how a part differs from its manifest; empty if it does not, or has none. */
async function damageOf(folder: string): Promise<string> {
  const manifest = await readManifest(folder);
  if (manifest === null) return "";
  const files = await readPart(folder);
  return await findDamage(manifest, files.map(({ path }) => path));
}

/** Copies the files of a part; its folder appears whole, and replaces one whose runs a crash left out. */
async function copyPart(
  source: string,
  { target, temporary, part }: {
    readonly target: string;
    readonly temporary: string;
    readonly part: string;
  },
): Promise<void> {
  await remove(temporary);
  await Deno.mkdir(temporary, { recursive: true });
  await Deno.mkdir(target, { recursive: true });
  for await (const { name, isFile } of Deno.readDir(source)) {
    if (isFile) {
      await Deno.copyFile(`${source}/${name}`, `${temporary}/${name}`);
    }
  }
  await remove(`${target}/${part}`);
  await Deno.rename(temporary, `${target}/${part}`);
}

async function remove(folder: string): Promise<void> {
  if (await exists(folder)) await Deno.remove(folder, { recursive: true });
}
