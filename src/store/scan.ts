/** What records are on disk, part by part, with a digest of each. */
import {
  digest,
  digestPart,
  listRecords,
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

/** Every part of every record under `data`, in order. */
export async function scan(data: string): Promise<Part[]> {
  const parts: Part[] = [];
  for (const experiment of await listRecords(data)) {
    const found = await readSettledRuns(`${data}/${experiment}`);
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
    for (const part of Object.keys(byPart).sort()) {
      const runs = byPart[part] ?? [];
      const files = await readPart(`${data}/${experiment}/${part}`);
      parts.push({
        experiment,
        part,
        digest: await digestPart(runs, files),
        runs,
        files,
        rejected: [],
      });
    }
    if (rejected.length > 0) {
      const hash = digest(JSON.stringify(rejected));
      parts.push({
        experiment,
        part: "",
        digest: hash,
        runs: [],
        files: [],
        rejected,
      });
    }
  }
  return parts;
}
