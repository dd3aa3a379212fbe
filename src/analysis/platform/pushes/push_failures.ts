/** Pushes that did not succeed, by what became of them. */
import { compareText, type Outcome } from "../../../record/mod.ts";
import { type PushOperation, type PushPhase } from "./push_operations.ts";

/** Phases that ended alike. */
export interface PushFailure {
  readonly run_id: string;
  readonly phase: PushPhase;
  readonly kind: string;
  readonly outcome: Outcome;
  /** Word for what the error was; empty if there is none. */
  readonly code: string;
  readonly n: number;
  /** Text of the first of them. */
  readonly error: string;
}

/** Returns the phases that did not succeed, the most frequent first within each run; cancelled ones stand apart. */
export function pushFailures(
  operations: readonly PushOperation[],
): PushFailure[] {
  const groups = Map.groupBy(
    operations.filter(({ outcome }) => outcome !== "ok"),
    ({ run_id, phase, kind, outcome, code }) =>
      JSON.stringify([run_id, phase, kind, outcome, code]),
  );
  return [...groups.values()].flatMap((own): PushFailure[] => {
    const [first] = own;
    if (!first) return [];
    const { run_id, phase, kind, outcome, code, error } = first;
    return [{ run_id, phase, kind, outcome, code, error, n: own.length }];
  }).sort((a, b) =>
    compareText(a.run_id, b.run_id) || b.n - a.n ||
    compareText(keyOf(a), keyOf(b))
  );
}

function keyOf({ phase, kind, outcome, code }: PushFailure): string {
  return JSON.stringify([phase, kind, outcome, code]);
}
