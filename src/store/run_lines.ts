/** Lists the runs of all records by their lines, without the check of every field: to find one among thousands. */
import { z } from "zod";
import { requireFolder } from "./load.ts";
import {
  compareText,
  listRecords,
  parseRuns,
  type Run,
} from "../record/mod.ts";

const Head = z.object({
  run_id: z.string(),
  case_id: z.string(),
  system_version: z.string(),
  mode: z.string(),
  status: z.string(),
  started_at: z.string().nullable(),
  ended_at: z.string().nullable(),
});

/** One run, by the last line that names it. */
export interface RunLine extends z.infer<typeof Head> {
  readonly experiment: string;
  /** The line as it is on disk. */
  readonly text: string;
}

/**
 * Returns every run under `data` in order of its id; lines that cannot be read are left out. Throws `UsageError` if there
 * is no such folder.
 */
export async function listRunLines(data: string): Promise<RunLine[]> {
  await requireFolder(data);
  const runs = new Map<string, RunLine>();
  for (const experiment of await listRecords(data)) {
    const text = await Deno.readTextFile(`${data}/${experiment}/reports.json`);
    for (const line of text.split("\n")) {
      const head = toHead(line);
      if (head) runs.set(head.run_id, { ...head, experiment, text: line });
    }
  }
  return [...runs.values()].sort((a, b) => compareText(a.run_id, b.run_id));
}

function toHead(line: string): z.infer<typeof Head> | null {
  try {
    return Head.parse(JSON.parse(line));
  } catch {
    // Torn by a crash, or edited: a load of the record reports it.
    return null;
  }
}

/** Reads a line in full; null if a field of it is invalid. */
export function toRun({ text }: RunLine): Run | null {
  return parseRuns(text).runs[0] ?? null;
}
