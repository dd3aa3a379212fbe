/** What records are on disk, part by part, with a digest of each. */
import {
  digest,
  digestPart,
  listFolders,
  MANIFEST,
  type Manifest,
  readManifest,
  readPart,
  readSettledRuns,
  type RejectedLine,
  type Run,
  type TableFile,
} from "../record/mod.ts";

/** One part as found on disk. */
export interface Part {
  readonly experiment: string;
  /** Empty for the lines of `reports.json` that could not be read. */
  readonly part: string;
  readonly digest: string;
  readonly runs: readonly Run[];
  readonly files: readonly TableFile[];
  readonly rejected: readonly RejectedLine[];
  /** What its tables held when they were closed; null where nobody wrote it down. */
  readonly manifest: Manifest | null;
  /** Why nothing of it can be loaded, or empty. */
  readonly problem: string;
}

/** Experiment and part as one text, as `loaded` keys them. */
export function keyOf(part: Pick<Part, "experiment" | "part">): string {
  return `${part.experiment}/${part.part}`;
}

/** One digest an experiment, over its parts in order. */
export function digestsOf(parts: readonly Part[]): Record<string, string> {
  const grouped = Object.groupBy(parts, ({ experiment }) => experiment);
  return Object.fromEntries(
    Object.entries(grouped).map(([experiment, parts = []]) => [
      experiment,
      digest(parts.map(({ part, digest }) => `${part} ${digest}`).join("\n")),
    ]),
  );
}

/** Every part of every record under `data`, in order. A part that cannot be read is among them, with its problem. */
export async function scan(data: string): Promise<Part[]> {
  const parts: Part[] = [];
  /** Where each run was found first. */
  const homes = new Map<string, string>();
  for (const experiment of await listFolders(data)) {
    parts.push(...await scanRecord(data, experiment, homes));
  }
  return parts;
}

async function scanRecord(
  data: string,
  experiment: string,
  homes: Map<string, string>,
): Promise<Part[]> {
  const folder = `${data}/${experiment}`;
  const found = await readSettledRuns(folder);
  const runs = found.runs.filter((run) => run.experiment === experiment);
  const strangers = found.runs.filter((run) => run.experiment !== experiment);
  const rejected = [
    ...found.rejected,
    ...strangers.map((run) => ({
      line: 0,
      message: `run ${run.run_id} is of experiment '${run.experiment}'`,
      torn: false,
    })),
  ];
  const byPart = Object.groupBy(runs, ({ part }) => part);
  const parts: Part[] = [];
  for (const part of Object.keys(byPart).sort()) {
    const runs = byPart[part] ?? [];
    const home = runs.map(({ run_id }) => homes.get(run_id))
      .find((home) => home !== undefined);
    if (home === undefined) {
      for (const { run_id } of runs) homes.set(run_id, `${experiment}/${part}`);
    }
    parts.push(
      await toPart({ experiment, part, runs }, {
        folder: `${folder}/${part}`,
        problem: home === undefined
          ? ""
          : `a run of it is in ${home} too; remove one of the two lines from its reports.json`,
      }),
    );
  }
  // Of a folder without reports.json, such as one of sources, only a manifest says that it was a record.
  for (const part of await orphans(folder, byPart)) {
    parts.push(
      leftOut({ experiment, part, runs: [] }, {
        manifest: null,
        problem:
          "reports.json names no run of it; restore the line, or remove the folder",
      }),
    );
  }
  if (rejected.length > 0) {
    parts.push({
      experiment,
      part: "",
      digest: digest(JSON.stringify(rejected)),
      runs: [],
      files: [],
      rejected,
      manifest: null,
      problem: "",
    });
  }
  return parts;
}

type Named = Pick<Part, "experiment" | "part" | "runs">;

async function toPart(
  named: Named,
  { folder, problem }: { readonly folder: string; readonly problem: string },
): Promise<Part> {
  if (problem !== "") return leftOut(named, { manifest: null, problem });
  try {
    const manifest = await readManifest(folder);
    const files = await readPart(folder);
    const content = await digestPart(named.runs, files);
    return {
      ...named,
      // Of a record without a manifest the digest is what it was before there were any: reports name it.
      digest: manifest === null
        ? content
        : digest(`${content}\n${JSON.stringify(manifest)}`),
      files,
      rejected: [],
      manifest,
      problem: "",
    };
  } catch (error) {
    const problem = error instanceof SyntaxError
      ? `${MANIFEST} is damaged (${error.message}); restore it, or remove it to load the tables unchecked`
      : (error as Error).message;
    return leftOut(named, { manifest: null, problem });
  }
}

function leftOut(
  named: Named,
  rest: Pick<Part, "manifest" | "problem">,
): Part {
  return {
    ...named,
    digest: digest(`${JSON.stringify(named.runs)}\n${rest.problem}`),
    files: [],
    rejected: [],
    ...rest,
  };
}

/** Folders of a record that were closed as parts and that no run names. */
async function orphans(
  folder: string,
  named: Readonly<Record<string, unknown>>,
): Promise<string[]> {
  const found: string[] = [];
  for (const part of await listFolders(folder)) {
    if (part in named) continue;
    try {
      await Deno.stat(`${folder}/${part}/${MANIFEST}`);
      found.push(part);
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    }
  }
  return found;
}
