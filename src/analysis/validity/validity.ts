/**
 * Which runs count, asked of the rows whenever a report is made: the status on record is only what was thought then.
 *
 * 1. `validity_facts.ts` one query (`facts_sql.ts`): what the rows of each run say
 * 2. `rules.ts` the rules, the same for every experiment: of its course, of queries, of the load, and of doubts
 */
import type { RunStatus } from "../../record/mod.ts";
import type { Store } from "../../store/mod.ts";
import { foreignLoad, foreignLoadLimits } from "./background_load.ts";
import { type ValidityFacts, validityFacts } from "./validity_facts.ts";
import type { Reason } from "./reason.ts";
import { reasonsOf } from "./rules.ts";

/** What the rows of one run say of it. */
export interface Validity {
  readonly run_id: string;
  /** What the rows say now. */
  readonly status: RunStatus;
  /** What was thought when the run ended. */
  readonly stored_status: RunStatus;
  /** Causes first; empty for a run that nothing limits. */
  readonly reasons: readonly Reason[];
  /** Cores in use by others, mean from the begin of `measure` to the end of the last measured phase; null when unknown. */
  readonly foreign_load: number | null;
  /** Whether that is above the fail limit of `foreignLoadLimits`: kept in, and left out in a second figure. */
  readonly disturbed: boolean;
}

/** Validity by run id. */
export type Validities = ReadonlyMap<string, Validity>;

/** What was asked before: a session of the store never changes, and several analyses of a report ask the same. */
const asked = new WeakMap<Store, Map<string, Promise<Validities>>>();

/** Every run of an experiment, by run id. */
export function validity(
  store: Store,
  experiment: string,
): Promise<Validities> {
  const known = asked.get(store) ?? new Map<string, Promise<Validities>>();
  asked.set(store, known);
  const found = known.get(experiment) ??
    validityFacts(store, experiment).then((facts) =>
      new Map(facts.map((row) => [row.run_id, judgeValidity(row)]))
    );
  known.set(experiment, found);
  return found;
}

/** What an analysis adds to its row of a run, whose status is then what the rows say now. */
export type RunValidity = Pick<
  Validity,
  "status" | "reasons" | "foreign_load" | "disturbed"
>;

/** Validity of one run, for its row. Throws TypeError for a run that is not of the experiment. */
export function validityOf(found: Validities, run_id: string): RunValidity {
  const one = found.get(run_id);
  if (!one) {
    throw new TypeError(
      `Cannot judge run ${run_id} as it is not of the experiment that was asked for`,
    );
  }
  const { status, reasons, foreign_load, disturbed } = one;
  return { status, reasons, foreign_load, disturbed };
}

/** Why a run does not count: the first reason that made its status, as causes come first; empty for one that is ok. */
export function causeOf(
  { status, reasons }: Pick<Validity, "status" | "reasons">,
): string {
  if (status === "ok") return "";
  const decided = reasons.find(({ severity }) => severity === status);
  return (decided ?? reasons[0])?.text ?? "";
}

/** What the facts of one run come to. */
export function judgeValidity(facts: ValidityFacts): Validity {
  const { run_id, stored_status, mode, notes } = facts;
  const foreign_load = foreignLoad(facts);
  const disturbed = foreign_load !== null &&
    foreign_load > foreignLoadLimits.fail;
  const common = { run_id, stored_status, foreign_load, disturbed };
  if (!judged.has(stored_status)) {
    return {
      ...common,
      status: stored_status,
      reasons: [{
        code: stored_status,
        text: notes || stored_status,
        severity: stored_status === "failed" ? "failed" : "invalid",
      }],
    };
  }
  const found = reasonsOf(facts);
  // Rows of an import do not say what its source, or who read it, knew.
  const kept = mode === "imported" && stored_status === "invalid"
    ? [{ code: "as-recorded", text: notes, severity: "invalid" } as const]
    : [];
  const reasons = [...kept, ...found];
  const has = (wanted: Reason["severity"]) =>
    reasons.some(({ severity }) => severity === wanted);
  return {
    ...common,
    // That the system ended explains whatever else is wrong.
    status: has("failed") ? "failed" : has("invalid") ? "invalid" : "ok",
    reasons,
  };
}

/** Statuses that the rows decide; a run that was skipped, failed, or was cut off has not the rows to say otherwise. */
const judged: ReadonlySet<RunStatus> = new Set(["ok", "invalid"]);
