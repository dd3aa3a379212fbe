/**
 * Validity of runs, computed from their rows for every report; the recorded status is that of the rules at its time.
 *
 * 1. `validity_facts.ts` reads the facts of each run by one query (`validity_facts.sql`); those of one run alone are in
 *    tables, which a load fills (`store/tables/facts/`)
 * 2. `rules.ts` lists the rules, the same for every experiment: course of the run, queries, load, doubts
 */
import type { RunStatus } from "../../record/mod.ts";
import { oncePerStore } from "../../store/once_per_store.ts";
import { backgroundLoad, backgroundLoadLimits } from "./background_load.ts";
import { type ValidityFacts, validityFacts } from "./validity_facts.ts";
import { invalid, type Reason } from "./reason.ts";
import { reasonsOf } from "./rules.ts";

/** The validity of one run. */
export interface Validity {
  readonly run_id: string;
  /** By the current rules. */
  readonly status: RunStatus;
  /** As recorded when the run ended. */
  readonly stored_status: RunStatus;
  /** Causes first; empty if nothing limits the run. */
  readonly reasons: readonly Reason[];
  /** Background load in cores, mean from start of `measure` to the end of the last measured phase; null if unknown. */
  readonly background_load: number | null;
  /** True above the fail limit of `backgroundLoadLimits`: the run counts, and a second statistic excludes it. */
  readonly disturbed: boolean;
}

/** Validity by run id. */
export type Validities = ReadonlyMap<string, Validity>;

/** Returns the validity of every run of an experiment, by run id. */
export const validity = oncePerStore(
  async (store, experiment): Promise<Validities> => {
    const facts = await validityFacts(store, experiment);
    return new Map(facts.map((row) => [row.run_id, judgeValidity(row)]));
  },
);

/** The fields that an analysis adds to its row of a run; `status` is by the current rules. */
export type RunValidity = Pick<
  Validity,
  "status" | "reasons" | "background_load" | "disturbed"
>;

/** Returns the validity fields of one run. Throws `TypeError` if the run is not of the experiment. */
export function validityOf(
  validities: Validities,
  run_id: string,
): RunValidity {
  const entry = validities.get(run_id);
  if (!entry) {
    throw new TypeError(
      `Cannot judge run ${run_id} as it is not of the queried experiment`,
    );
  }
  const { status, reasons, background_load, disturbed } = entry;
  return { status, reasons, background_load, disturbed };
}

/** Returns the cause of a status: the first reason of its severity, as causes come first; empty for `ok`. */
export function causeOf(
  { status, reasons }: Pick<Validity, "status" | "reasons">,
): string {
  if (status === "ok") return "";
  const cause = reasons.find(({ severity }) => severity === status);
  return (cause ?? reasons[0])?.text ?? "";
}

/** Computes the validity of one run from its facts. */
export function judgeValidity(facts: ValidityFacts): Validity {
  const { run_id, stored_status, mode, notes, measured, died } = facts;
  const background_load = backgroundLoad(facts);
  const disturbed = background_load !== null &&
    background_load > backgroundLoadLimits.fail;
  const common = { run_id, stored_status, background_load, disturbed };
  if (!reviewedStatuses.has(stored_status)) {
    return {
      ...common,
      status: stored_status,
      reasons: [{
        code: stored_status,
        // The notes of a run that was measured were made of its rows, by the rules of its day.
        text: stored_status === "failed" && measured && died ||
          notes || stored_status,
        severity: stored_status === "failed" ? "failed" : "invalid",
        runs: [],
      }],
    };
  }
  // Rows of an import lack what its source, or its importer, knew.
  const recorded = mode === "imported" && stored_status === "invalid"
    ? [{ code: "as-recorded", ...invalid(notes) }]
    : [];
  const reasons = [...recorded, ...reasonsOf(facts)];
  const has = (wanted: Reason["severity"]) =>
    reasons.some(({ severity }) => severity === wanted);
  return {
    ...common,
    // An exit of the system explains all other reasons.
    status: has("failed") ? "failed" : has("invalid") ? "invalid" : "ok",
    reasons,
  };
}

/** Statuses that the rules decide; runs that were skipped, failed or cut off lack the rows to decide otherwise. */
const reviewedStatuses: ReadonlySet<RunStatus> = new Set(["ok", "invalid"]);
