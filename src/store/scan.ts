/** Scans the records on disk part by part, with a digest of each. */
import {
  digest,
  digestPart,
  exists,
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

/** Part of a record as found on disk. */
export interface Part {
  readonly experiment: string;
  /** Empty for the lines of `reports.json` that could not be read. */
  readonly part: string;
  readonly digest: string;
  readonly runs: readonly Run[];
  readonly files: readonly TableFile[];
  readonly rejected: readonly RejectedLine[];
  /** Rows and checksums of its tables at their close; null if there is no manifest. */
  readonly manifest: Manifest | null;
  /** Reason why the part cannot be loaded, or empty. */
  readonly problem: string;
}

/** Returns the key `experiment/part`. */
export function toKey(part: Pick<Part, "experiment" | "part">): string {
  return `${part.experiment}/${part.part}`;
}

/** Digests each experiment over its parts in order. */
export function digestByExperiment(
  parts: readonly Part[],
): Record<string, string> {
  const grouped = Object.groupBy(parts, ({ experiment }) => experiment);
  return Object.fromEntries(
    Object.entries(grouped).map(([experiment, parts = []]) => [
      experiment,
      digest(parts.map(({ part, digest }) => `${part} ${digest}`).join("\n")),
    ]),
  );
}

/** Returns every part of every record under `data`, in order; unreadable parts too, with their problem. */
export async function scan(data: string): Promise<Part[]> {
  const parts: Part[] = [];
  /** Key of the part in which each run was found first. */
  const partOfRun = new Map<string, string>();
  for (const experiment of await listFolders(data)) {
    parts.push(...await scanRecord(data, experiment, partOfRun));
  }
  return parts;
}

async function scanRecord(
  data: string,
  experiment: string,
  partOfRun: Map<string, string>,
): Promise<Part[]> {
  const folder = `${data}/${experiment}`;
  const record = await readSettledRuns(folder);
  const runs = record.runs.filter((run) => run.experiment === experiment);
  const misplaced = record.runs.filter((run) => run.experiment !== experiment);
  const rejected = [
    ...record.rejected,
    ...misplaced.map((run) => ({
      line: 0,
      message: `run ${run.run_id} is of experiment '${run.experiment}'`,
      torn: false,
    })),
  ];
  const byPart = Object.groupBy(runs, ({ part }) => part);
  const parts: Part[] = [];
  for (const part of Object.keys(byPart).sort()) {
    const runs = byPart[part] ?? [];
    const firstPart = runs.map(({ run_id }) => partOfRun.get(run_id))
      .find((key) => key !== undefined);
    if (firstPart === undefined) {
      const key = toKey({ experiment, part });
      for (const { run_id } of runs) partOfRun.set(run_id, key);
    }
    parts.push(
      await toPart({ experiment, part, runs }, {
        folder: `${folder}/${part}`,
        problem: firstPart === undefined
          ? ""
          : `a run of it is in ${firstPart} too; remove one of the two lines from its reports.json`,
      }),
    );
  }
  // Without reports.json, only a manifest distinguishes a record from other folders, such as one of sources.
  for (const part of await findOrphans(folder, byPart)) {
    parts.push(
      toUnreadablePart({ experiment, part, runs: [] }, {
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

type ListedPart = Pick<Part, "experiment" | "part" | "runs">;

/** Reads the state of a part on disk: its files, its manifest and its digest, or the reason why it cannot be loaded. */
export async function toPart(
  listed: ListedPart,
  { folder, problem }: { readonly folder: string; readonly problem: string },
): Promise<Part> {
  if (problem !== "") {
    return toUnreadablePart(listed, { manifest: null, problem });
  }
  try {
    const manifest = await readManifest(folder);
    const files = await readPart(folder);
    const content = await digestPart(listed.runs, files);
    return {
      ...listed,
      // Without a manifest the digest is the same as before manifests existed, as committed reports print it.
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
      // The message quotes the file, line ends too.
      ? `${MANIFEST} is damaged (${
        error.message.replace(/\s+/g, " ")
      }); restore it, or remove it to load the tables unchecked`
      : (error as Error).message;
    return toUnreadablePart(listed, { manifest: null, problem });
  }
}

function toUnreadablePart(
  listed: ListedPart,
  rest: Pick<Part, "manifest" | "problem">,
): Part {
  return {
    ...listed,
    digest: digest(`${JSON.stringify(listed.runs)}\n${rest.problem}`),
    files: [],
    rejected: [],
    ...rest,
  };
}

/** Finds folders of a record that were closed as parts but are named by no run. */
async function findOrphans(
  folder: string,
  listed: Readonly<Record<string, unknown>>,
): Promise<string[]> {
  const orphans: string[] = [];
  for (const part of await listFolders(folder)) {
    if (part in listed) continue;
    if (await exists(`${folder}/${part}/${MANIFEST}`)) orphans.push(part);
  }
  return orphans;
}
