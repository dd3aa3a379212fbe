/**
 * What a fault cost and how long recovery took, by several definitions, as they differ by far: the cluster may have a
 * leader again long before clients that hang on a dead connection notice.
 *
 * Times count from the moment the injection was done; what went wrong is counted from when the fault was asked for, as
 * injecting takes a while. What had not come when watching ended is `censored`: it took at least so long, and is neither
 * dropped nor taken for the whole.
 */
import { z } from "zod";
import { faults } from "../lab/faults.ts";
import type { Store } from "../store/mod.ts";
import { type RunValidity, validity, validityOf } from "./validity.ts";
import {
  type GapOptions,
  type RecoveryGap,
  recoveryGaps,
} from "./recovery_gaps.ts";
import { steadyAgain, type SteadyOptions } from "./steady.ts";

const Row = z.strictObject({
  run_id: z.string(),
  system: z.string(),
  mode: z.string(),
  case_id: z.string(),
  repetition: z.number(),
  notes: z.string(),
  fault: z.string(),
  /** Nodes that were hit, joined by commas; null when the fault was never injected. */
  hit: z.string().nullable(),
  /** Seconds from asking for the fault to its injection, from there to healing, and from healing to the end of watching. */
  inject_s: z.number().nullable(),
  fault_s: z.number().nullable(),
  heal_s: z.number().nullable(),
  /** Whether a leader was lost from asking for the fault to healing, and after healing. Null when the fault was never injected. */
  lost_leader: z.boolean().nullable(),
  lost_leader_again: z.boolean().nullable(),
  /** Seconds to the first leader after the first loss, which may be a node that was started again; null when none came. */
  leader_s: z.number().nullable(),
  /** Seconds from healing to the last leader after a loss that came after healing; null when none led at the end. */
  heal_leader_s: z.number().nullable(),
  /** Whether a node that was hit was seen down or alone before healing; null when nobody asked for its health. */
  behind: z.boolean().nullable(),
  /** Seconds from healing until the last of the nodes hit had caught up; null when one never did. */
  caught_up_s: z.number().nullable(),
  /** Successful operations a second before the fault, during it, and after healing. */
  before: z.number().nullable(),
  during: z.number().nullable(),
  after: z.number().nullable(),
  /** Operations that ended, or were never seen to end, since the fault was asked for and were due before watching ended. */
  attempted: z.number(),
  /** Those of them that did not succeed. */
  lost: z.number(),
  /** Writes that were acknowledged in the whole run; null where the record does not say. */
  acknowledged: z.number().nullable(),
  /** Acknowledged keys that were read back, those that were gone, and those that held what was never written to them. */
  verified: z.number(),
  gone: z.number(),
  wrong: z.number(),
  /** Those that held an older value than the last one acknowledged; null where the record cannot tell values apart. */
  older: z.number().nullable(),
});

/** A time that may not have ended while it was watched. */
export interface Waiting {
  readonly seconds: number;
  /** Whether it lasted at least so long, as watching ended first. */
  readonly censored: boolean;
}

/** A time without success. */
export interface Gap extends Waiting {
  /** Whether it is longer than gaps were before the fault; one that is not is no outage. */
  readonly detected: boolean;
  /** Longest of the same kind before the fault, in seconds; null where there was none. */
  readonly usual: number | null;
}

/** One run with a fault. Null is what was not measured, such as probes that did not run. */
export interface Recovery extends z.infer<typeof Row>, RunValidity {
  /** What the fault is, in words; empty for one that the lab does not know. */
  readonly title: string;
  /** Time to a new leader; null when no leader was lost before healing. */
  readonly leader: Waiting | null;
  /** Longest time without a successful probe at any node that was not hit, begun before healing. */
  readonly probeGap: Gap | null;
  /** The same of the load, at any node: includes the time-outs of clients. */
  readonly loadGap: Gap | null;
  /** Longest time without a successful probe at one node, over all nodes; the node hit, as a rule. */
  readonly nodeGap: Gap | null;
  /** Longest time without a successful probe that began after healing: what healing itself cost. */
  readonly healGap: Gap | null;
  /** Time from healing to a new leader; null when no leader was lost after healing. */
  readonly healLeader: Waiting | null;
  /** Time until the load was back near its rate before the fault, and stayed there; from injection, and from healing. */
  readonly steady: Waiting | null;
  readonly settled: Waiting | null;
  /** Time from healing until the nodes hit had all that the others had; null when they never were behind. */
  readonly caughtUp: Waiting | null;
}

export interface RecoveryOptions extends SteadyOptions, GapOptions {}

const titles = new Map(faults.map(({ name, title }) => [name, title]));

/** Every run of `experiment` that has a fault, in order of fault and time; also those that were skipped or failed. */
export async function recoveries(
  store: Store,
  experiment: string,
  options: RecoveryOptions = {},
): Promise<Recovery[]> {
  const rows = await store.query(Row, sql, [experiment]);
  const gaps = Map.groupBy(
    await recoveryGaps(store, experiment, options),
    ({ run_id }) => run_id,
  );
  const steady = await steadyAgain(store, experiment, options);
  const found = await validity(store, experiment);
  return rows.map((row) => {
    const { run_id, fault_s, heal_s } = row;
    const judged = validityOf(found, run_id);
    const mine = gaps.get(run_id) ?? [];
    const watched = fault_s === null || heal_s === null
      ? null
      : fault_s + heal_s;
    const when = (happened: boolean | null) =>
      happened !== false && judged.status === "ok";
    return {
      ...row,
      ...judged,
      title: titles.get(row.fault) ?? "",
      leader: when(row.lost_leader) ? waiting(row.leader_s, watched) : null,
      probeGap: longest(mine, /^survivors$/, "fault"),
      loadGap: longest(mine, /^load$/, "fault"),
      nodeGap: longest(mine, /^node-/, "fault"),
      healGap: longest(mine, /^survivors$/, "heal"),
      healLeader: when(row.lost_leader_again)
        ? waiting(row.heal_leader_s, heal_s)
        : null,
      steady: steady.get(run_id)?.sinceFault ?? null,
      settled: steady.get(run_id)?.sinceHealing ?? null,
      caughtUp: when(row.behind) ? waiting(row.caught_up_s, heal_s) : null,
    };
  });
}

/** A time, or that it took longer than it was watched; null when it was not watched. */
function waiting(seconds: number | null, watched: number | null) {
  if (seconds !== null) return { seconds, censored: false };
  return watched === null ? null : { seconds: watched, censored: true };
}

/** The longest gap of some scopes in one phase, one that is none only when all are. */
function longest(
  gaps: readonly RecoveryGap[],
  scope: RegExp,
  phase: RecoveryGap["phase"],
): Gap | null {
  const [most] = gaps
    .filter((gap) => gap.phase === phase && scope.test(gap.scope))
    .sort((a, b) =>
      Number(b.detected) - Number(a.detected) || b.seconds - a.seconds
    );
  if (!most) return null;
  const { seconds, censored, detected, usual } = most;
  return { seconds, censored, detected, usual };
}

const sql = `
  WITH mine AS (
    SELECT runs.*, value AS fault FROM runs JOIN params USING (run_id)
    WHERE experiment = $1 AND key = 'fault' AND value <> 'none'),
  marks AS (
    SELECT run_id, any_value(subject) FILTER (kind = 'fault') AS hit,
      string_split(hit, ',') AS nodes,
      min(events.at) FILTER (kind = 'fault') AS fault_at,
      min(events.at) FILTER (kind = 'heal') AS heal_at,
      min(events.at) FILTER (kind = 'phase' AND subject = 'measure') AS measure_at,
      min(events.at) FILTER (kind = 'phase' AND subject = 'fault') AS asked_at,
      min(events.at) FILTER (kind = 'phase' AND subject = 'cool_down') AS end_at
    FROM events GROUP BY run_id),
  leads AS (
    SELECT run_id, events.at AS led_at, subject AS leader,
      lag(subject) OVER (PARTITION BY run_id ORDER BY events.at) AS former
    FROM events WHERE kind = 'leader'),
  losses AS (
    SELECT run_id, min(led_at) FILTER (led_at >= asked_at AND led_at < heal_at) AS lost_at,
      min(led_at) FILTER (led_at >= heal_at AND led_at < end_at) AS lost_again_at
    FROM leads JOIN marks USING (run_id) WHERE former <> '' AND former <> leader GROUP BY run_id),
  leaders AS (
    SELECT run_id, min(led_at) FILTER (leader <> '' AND led_at >= lost_at) AS next_at,
      CASE WHEN arg_max(leader, led_at) <> '' THEN max(led_at) END AS last_at
    FROM leads JOIN losses USING (run_id) JOIN marks USING (run_id) WHERE led_at < end_at GROUP BY run_id),
  health AS (
    SELECT run_id, bool_or(detail <> 'up' AND events.at >= asked_at AND events.at < heal_at) AS behind
    FROM events JOIN marks USING (run_id)
    WHERE kind = 'health' AND list_contains(nodes, subject) GROUP BY run_id),
  caught AS (
    SELECT run_id, count(DISTINCT subject) AS caught, max(events.at) AS caught_at
    FROM events JOIN marks USING (run_id)
    WHERE kind = 'caught_up' AND events.at >= heal_at GROUP BY run_id),
  load AS (
    SELECT run_id, outcome, operations.started_at AS due_at,
      operations.started_at + to_microseconds(CAST(round(duration_s * 1e6) AS BIGINT)) AS done_at
    FROM operations SEMI JOIN mine USING (run_id)
    WHERE NOT starts_with(kind, 'probe_') AND kind <> 'verify'),
  rates AS (
    SELECT run_id,
      count(*) FILTER (outcome = 'ok' AND done_at >= measure_at AND done_at < asked_at) AS before,
      count(*) FILTER (outcome = 'ok' AND done_at >= fault_at AND done_at < heal_at) AS during,
      count(*) FILTER (outcome = 'ok' AND done_at >= heal_at AND done_at < end_at) AS after,
      count(*) FILTER (due_at < end_at AND (done_at >= asked_at OR done_at IS NULL)) AS attempted,
      count(*) FILTER (outcome <> 'ok' AND due_at < end_at AND (done_at >= asked_at OR done_at IS NULL)) AS lost
    FROM load JOIN marks USING (run_id) GROUP BY run_id),
  said AS (
    SELECT run_id, max(TRY_CAST(replace(regexp_extract(detail, '^([0-9,]+) acknowledged writes? ', 1), ',', '') AS BIGINT))
      AS acknowledged
    FROM events WHERE kind = 'note' AND regexp_matches(detail, '^[0-9,]+ acknowledged writes? ') GROUP BY run_id),
  reads AS (
    SELECT run_id, CASE WHEN outcome = 'ok' THEN 'ok' WHEN outcome <> 'miss' THEN 'unread'
      WHEN error IN ('', 'gone') THEN 'gone' WHEN starts_with(error, 'older') THEN 'older' ELSE 'wrong' END AS found
    FROM operations WHERE kind = 'verify'),
  kept AS (
    SELECT run_id, count(*) FILTER (found <> 'unread') AS verified, count(*) FILTER (found = 'gone') AS gone,
      count(*) FILTER (found = 'older') AS older, count(*) FILTER (found = 'wrong') AS wrong
    FROM reads GROUP BY run_id)
  SELECT run_id, system, mode, case_id, repetition, notes, fault, hit,
    date_diff('microseconds', asked_at, fault_at) / 1e6 AS inject_s,
    date_diff('microseconds', fault_at, heal_at) / 1e6 AS fault_s,
    date_diff('microseconds', heal_at, end_at) / 1e6 AS heal_s,
    CASE WHEN fault_at IS NOT NULL THEN lost_at IS NOT NULL END AS lost_leader,
    CASE WHEN heal_at IS NOT NULL THEN lost_again_at IS NOT NULL END AS lost_leader_again,
    CASE WHEN next_at < fault_at THEN 0 ELSE date_diff('microseconds', fault_at, next_at) / 1e6 END AS leader_s,
    CASE WHEN lost_again_at IS NOT NULL THEN date_diff('microseconds', heal_at, last_at) / 1e6 END AS heal_leader_s,
    behind,
    CASE WHEN caught = len(nodes) THEN date_diff('microseconds', heal_at, caught_at) / 1e6 END AS caught_up_s,
    before / nullif(date_diff('microseconds', measure_at, asked_at) / 1e6, 0) AS before,
    during / nullif(date_diff('microseconds', fault_at, heal_at) / 1e6, 0) AS during,
    after / nullif(date_diff('microseconds', heal_at, end_at) / 1e6, 0) AS after,
    coalesce(attempted, 0) AS attempted, coalesce(lost, 0) AS lost,
    acknowledged, coalesce(verified, 0) AS verified, coalesce(gone, 0) AS gone,
    coalesce(wrong, 0) AS wrong,
    CASE WHEN acknowledged IS NOT NULL THEN coalesce(older, 0) END AS older
  FROM mine LEFT JOIN marks USING (run_id) LEFT JOIN losses USING (run_id) LEFT JOIN leaders USING (run_id)
    LEFT JOIN health USING (run_id) LEFT JOIN caught USING (run_id) LEFT JOIN rates USING (run_id)
    LEFT JOIN said USING (run_id) LEFT JOIN kept USING (run_id)
  ORDER BY fault, run_id`;
