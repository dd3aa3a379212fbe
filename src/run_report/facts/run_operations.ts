/** Counts the operations of a run by kind, and its failures by cause. */
import { z } from "zod";
import { Outcome } from "../../record/mod.ts";
import type { Store } from "../../store/mod.ts";

const nullableNumber = z.number().nullable();

const Kind = z.strictObject({
  kind: z.string(),
  n: z.number(),
  ok: z.number(),
  /** Succeeded, later than the run's timeout after they were due. */
  late: z.number(),
  /** Seconds, of successful operations; null where there are too few. */
  p50: nullableNumber,
  p95: nullableNumber,
  p99: nullableNumber,
  max: nullableNumber,
});

const Failure = z.strictObject({
  kind: z.string(),
  outcome: Outcome,
  code: z.string(),
  error: z.string(),
  n: z.number(),
  /** ISO 8601; null where not recorded. */
  first: z.string().nullable(),
  last: z.string().nullable(),
});

/** The operations of one kind. */
export type OperationKindCount = z.infer<typeof Kind>;
/** Failures of one cause. */
export type FailureCount = z.infer<typeof Failure>;

/** The operations of a run, without probes and read-back. */
export interface RunOperations {
  /** True if only operations due in the phase `measure` are counted. */
  readonly measured: boolean;
  readonly kinds: readonly OperationKindCount[];
  /** The most frequent first, of the whole run. */
  readonly failures: readonly FailureCount[];
}

/** Causes of failure that a report lists. */
const MAX_FAILURES = 12;

/** Returns the operations of a run: with `ofMeasure` those due in the phase `measure`, or all of a run without it. */
export async function runOperations(
  store: Store,
  run_id: string,
  { ofMeasure }: { readonly ofMeasure: boolean },
): Promise<RunOperations> {
  const [phase] = await store.query(
    z.strictObject({ n: z.number() }),
    "SELECT count(*) AS n FROM phases WHERE run_id = $1 AND phase = 'measure'",
    [run_id],
  );
  const measured = ofMeasure && (phase?.n ?? 0) > 0;
  const kinds = await store.query(
    Kind,
    `SELECT kind, count(*) AS n, count(*) FILTER (outcome = 'ok') AS ok,
       count(*) FILTER (outcome = 'ok' AND NOT in_time) AS late,
       latency_percentiles(outcome, duration_s)[1] AS p50,
       latency_percentiles(outcome, duration_s)[2] AS p95,
       latency_percentiles(outcome, duration_s)[3] AS p99,
       max(duration_s) FILTER (outcome = 'ok') AS "max"
     FROM ${measured ? "measured" : "load_operations"} WHERE run_id = $1
     GROUP BY kind ORDER BY kind`,
    [run_id],
  );
  const failures = await store.query(
    Failure,
    `SELECT kind, outcome, code, error, count(*) AS n, min(started_at) AS first, max(started_at) AS last
     FROM load_operations WHERE run_id = $1 AND outcome <> 'ok'
     GROUP BY kind, outcome, code, error ORDER BY n DESC, kind, outcome, code, error LIMIT ${MAX_FAILURES}`,
    [run_id],
  );
  return { measured, kinds, failures };
}
