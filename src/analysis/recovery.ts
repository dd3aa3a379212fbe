/**
 * What a fault cost and how long recovery took, by several definitions, as they differ by far: the cluster may have a
 * leader again long before clients that hang on a dead connection notice.
 *
 * Times count from the moment the injection was done. What had not come when watching ended is `censored`: it took at
 * least so long, and is neither dropped nor taken for the whole.
 */
import { z } from "zod";
import type { Store } from "../store/mod.ts";
import { recoveryGaps } from "./recovery_gaps.ts";
import { steadyAgain, type SteadyOptions } from "./steady.ts";

const Row = z.strictObject({
  run_id: z.string(),
  system: z.string(),
  mode: z.string(),
  case_id: z.string(),
  repetition: z.number(),
  status: z.string(),
  notes: z.string(),
  fault: z.string(),
  /** Nodes that were hit, joined by commas; null when the fault was never injected. */
  hit: z.string().nullable(),
  /** Seconds from injection to healing, and from healing to the end of watching. */
  fault_s: z.number().nullable(),
  heal_s: z.number().nullable(),
  /** Seconds to the first leader after the fault, which may be a node that was started again; null when none came. */
  leader_s: z.number().nullable(),
  /** Whether a node that was hit led when it was hit, and did not go on leading. */
  led: z.boolean().nullable(),
  /** Seconds from healing until the last of the nodes hit had caught up; null when one never did. */
  caught_up_s: z.number().nullable(),
  /** Successful operations a second before the fault, during it, and after healing. */
  before: z.number().nullable(),
  during: z.number().nullable(),
  after: z.number().nullable(),
  /** Operations that did not succeed, from injection to the end of watching. */
  lost: z.number(),
  /** Acknowledged writes that were read back, and those that were gone. */
  verified: z.number(),
  missing: z.number(),
});

/** A time that may not have ended while it was watched. */
export interface Waiting {
  readonly seconds: number;
  /** Whether it lasted at least so long, as watching ended first. */
  readonly censored: boolean;
}

/** One run with a fault. Null is what was not measured, such as probes that did not run. */
export interface Recovery extends z.infer<typeof Row> {
  /** Time to a new leader; null when no leader was lost. */
  readonly leader: Waiting | null;
  /** Longest time without a successful probe at any node that was not hit, begun before healing. */
  readonly probeGap: Waiting | null;
  /** The same of the load, at any node: includes the time-outs of clients. */
  readonly loadGap: Waiting | null;
  /** Longest time without a successful probe at one node, over all nodes; the node hit, as a rule. */
  readonly nodeGap: Waiting | null;
  /** Longest time without a successful probe that began after healing: what healing itself cost. */
  readonly healGap: Waiting | null;
  /** Time until the load was back near its rate before the fault, and stayed there; from injection, and from healing. */
  readonly steady: Waiting | null;
  readonly settled: Waiting | null;
  readonly caughtUp: Waiting | null;
}

/** Every run of `experiment` that has a fault, in order of fault and time; also those that were skipped or failed. */
export async function recoveries(
  store: Store,
  experiment: string,
  options: SteadyOptions = {},
): Promise<Recovery[]> {
  const rows = await store.query(Row, sql, [experiment]);
  const gaps = await recoveryGaps(store, experiment);
  const steady = await steadyAgain(store, experiment, options);
  return rows.map((row) => {
    const mine = gaps.filter(({ run_id }) => run_id === row.run_id);
    const longest = (scope: RegExp, phase: string) =>
      mine.filter((gap) => gap.phase === phase && scope.test(gap.scope))
        .reduce<Waiting | null>(
          (most, { seconds, censored }) =>
            most && most.seconds >= seconds ? most : { seconds, censored },
          null,
        );
    const { leader_s, led, fault_s, heal_s, caught_up_s, status } = row;
    const watched = fault_s === null || heal_s === null
      ? null
      : fault_s + heal_s;
    const within = (seconds: number | null, atMost: number | null) =>
      seconds !== null
        ? { seconds, censored: false }
        : atMost === null
        ? null
        : { seconds: atMost, censored: true };
    return {
      ...row,
      leader: led && status === "ok" ? within(leader_s, watched) : null,
      probeGap: longest(/^survivors$/, "fault"),
      loadGap: longest(/^load$/, "fault"),
      nodeGap: longest(/^node-/, "fault"),
      healGap: longest(/^survivors$/, "heal"),
      steady: steady.get(row.run_id)?.sinceFault ?? null,
      settled: steady.get(row.run_id)?.sinceHealing ?? null,
      caughtUp: status === "ok" ? within(caught_up_s, heal_s) : null,
    };
  });
}

const sql = `
  WITH mine AS (
    SELECT runs.*, value AS fault FROM runs JOIN params USING (run_id)
    WHERE experiment = $1 AND key = 'fault' AND value <> 'none'),
  marks AS (
    SELECT run_id, any_value(subject) FILTER (kind = 'fault') AS hit,
      min(events.at) FILTER (kind = 'fault') AS fault_at,
      min(events.at) FILTER (kind = 'heal') AS heal_at,
      min(events.at) FILTER (kind = 'phase' AND subject = 'measure') AS measure_at,
      min(events.at) FILTER (kind = 'phase' AND subject = 'fault') AS asked_at,
      min(events.at) FILTER (kind = 'phase' AND subject = 'cool_down') AS end_at
    FROM events GROUP BY run_id),
  leaders AS (
    SELECT run_id,
      min(events.at) FILTER (events.at >= fault_at AND subject <> '') AS next_at,
      arg_max(subject, events.at) FILTER (events.at < fault_at) AS led,
      count(*) FILTER (events.at >= fault_at) AS changes
    FROM events JOIN marks USING (run_id) WHERE kind = 'leader' GROUP BY run_id),
  caught AS (
    SELECT run_id, count(DISTINCT subject) AS nodes, max(events.at) AS last_at
    FROM events JOIN marks USING (run_id)
    WHERE kind = 'caught_up' AND events.at >= heal_at GROUP BY run_id),
  load AS (
    SELECT run_id, outcome,
      operations.started_at + to_microseconds(CAST(round(duration_s * 1e6) AS BIGINT)) AS done_at
    FROM operations SEMI JOIN mine USING (run_id)
    WHERE NOT starts_with(kind, 'probe_') AND kind <> 'verify'),
  rates AS (
    SELECT run_id,
      count(*) FILTER (outcome = 'ok' AND done_at >= measure_at AND done_at < asked_at) AS before,
      count(*) FILTER (outcome = 'ok' AND done_at >= fault_at AND done_at < heal_at) AS during,
      count(*) FILTER (outcome = 'ok' AND done_at >= heal_at AND done_at < end_at) AS after,
      count(*) FILTER (outcome <> 'ok' AND (done_at >= fault_at OR done_at IS NULL)) AS lost
    FROM load JOIN marks USING (run_id) GROUP BY run_id),
  kept AS (
    SELECT run_id, count(*) FILTER (outcome IN ('ok', 'miss')) AS verified,
      count(*) FILTER (outcome = 'miss') AS missing
    FROM operations WHERE kind = 'verify' GROUP BY run_id)
  SELECT run_id, system, mode, case_id, repetition, status, notes, fault, hit,
    date_diff('microseconds', fault_at, heal_at) / 1e6 AS fault_s,
    date_diff('microseconds', heal_at, end_at) / 1e6 AS heal_s,
    date_diff('microseconds', fault_at, next_at) / 1e6 AS leader_s,
    list_contains(string_split(hit, ','), led) AND changes > 0 AS led,
    CASE WHEN caught.nodes = len(string_split(hit, ','))
      THEN date_diff('microseconds', heal_at, last_at) / 1e6 END AS caught_up_s,
    before / (date_diff('microseconds', measure_at, asked_at) / 1e6) AS before,
    during / (date_diff('microseconds', fault_at, heal_at) / 1e6) AS during,
    after / (date_diff('microseconds', heal_at, end_at) / 1e6) AS after,
    coalesce(lost, 0) AS lost, coalesce(verified, 0) AS verified, coalesce(missing, 0) AS missing
  FROM mine LEFT JOIN marks USING (run_id) LEFT JOIN leaders USING (run_id)
    LEFT JOIN caught USING (run_id) LEFT JOIN rates USING (run_id) LEFT JOIN kept USING (run_id)
  ORDER BY fault, run_id`;
