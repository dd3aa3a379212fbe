/** Finds out what the files of a run tell of it. */
import type { SourceFile } from "../source/importer.ts";
import { historyMs } from "./locust_rows.ts";
import { openTable, requestOf } from "./locust_table.ts";

/** Users wait for each response, and then as long as their `wait_time` says: not all of them are busy. */
export const LOOP = "limited";

/** What the files tell of a run, most of it the history. */
export interface LocustFacts {
  /** Unix ms; NaN if there is none. */
  readonly first: number;
  readonly last: number;
  readonly users: number;
  readonly isWindowed: boolean;
  /** Number of times that the sum of requests fell. */
  readonly resets: number;
  /** True if the last row of a file is no whole one. */
  readonly isCut: boolean;
}

const noFacts: LocustFacts = {
  ...{ first: NaN, last: NaN, users: 0, resets: 0 },
  ...{ isWindowed: false, isCut: false },
};

/** Reads the files once: a run has its id, its end and the meaning of percentiles before its rows. */
export function factsOf(files: readonly SourceFile[]): LocustFacts {
  let facts = noFacts;
  for (const file of files) {
    const { kind, rows } = openTable(file);
    let [total, isTorn] = [0, false];
    for (const row of rows) {
      isTorn = row.problem !== "";
      const ms = historyMs(row);
      if (isTorn || kind !== "history" || Number.isNaN(ms)) continue;
      const isSum = requestOf(row) === "";
      const requests = Number(row.of("Total Request Count"));
      const isReset = isSum && requests < total;
      if (isSum && !Number.isNaN(requests)) total = requests;
      facts = {
        first: facts.first <= ms ? facts.first : ms,
        last: facts.last >= ms ? facts.last : ms,
        users: Math.max(facts.users, Number(row.of("User Count")) || 0),
        isWindowed: facts.isWindowed || !isSum,
        resets: facts.resets + (isReset ? 1 : 0),
        isCut: facts.isCut,
      };
    }
    facts = { ...facts, isCut: facts.isCut || isTorn };
  }
  return facts;
}
