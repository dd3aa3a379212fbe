/** Chooses the parts of a record that are merged, by the times and the numbers of their runs. */
import { compareText, type Run } from "../../record/mod.ts";
import type { ListedPart } from "../records/part.ts";

/** Which runs may be merged. */
export interface MergeChoice {
  /** Only those that ended before, in milliseconds since 1970; Infinity for all of them, also those without a time. */
  readonly before_ms: number;
  /** So many of the latest runs of a record stay as they are. */
  readonly keepLast: number;
}

/**
 * Returns the parts of a record that are to be merged, in the order of their names; none if they are fewer than two. The
 * largest has at most as many runs as all others together: a record that is merged again and again writes each run a few
 * times only, as what was merged before waits until there are as many new runs.
 */
export function chooseParts(
  parts: readonly ListedPart[],
  { before_ms, keepLast }: MergeChoice,
): readonly ListedPart[] {
  const ids = parts.flatMap(({ runs }) => runs.map(({ run_id }) => run_id));
  const latest = new Set(keepLast === 0 ? [] : ids.sort().slice(-keepLast));
  const old = parts.filter(({ runs }) =>
    runs.every((run) => !latest.has(run.run_id) && isBefore(run, before_ms))
  ).toSorted((a, b) => a.runs.length - b.runs.length);
  let [count, runs] = [0, 0];
  for (const [i, part] of old.entries()) {
    if (part.runs.length <= runs) count = i + 1;
    runs += part.runs.length;
  }
  return old.slice(0, count).sort((a, b) => compareText(a.part, b.part));
}

function isBefore({ started_at, ended_at }: Run, before_ms: number): boolean {
  if (before_ms === Infinity) return true;
  const time = ended_at ?? started_at;
  return time !== null && Date.parse(time) < before_ms;
}
