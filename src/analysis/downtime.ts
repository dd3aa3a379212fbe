/**
 * What cutting off one node cost its cluster and what taking it back did, from the increments that each node's client made
 * in each second: the six columns of rystsov/perseus.
 *
 * 1. A node is available in a second in which its client incremented anything.
 * 2. Isolation is over once all nodes but the one cut off are available, recovery once all are.
 * 3. A second without any available node is downtime. One with some, but fewer than had been steady before, is partial
 *    downtime: fewer than are left while a node is cut off and until all have been available for `steadyFor`.
 * 4. Disturbance lasts from the first such second to the last. Recovery lasts from the moment the node was taken back to
 *    the last second in which any node was not available.
 *
 * The definitions are those of the README of Perseus (https://github.com/rystsov/perseus), which leaves the third open: by
 * its words only one node is available then, but its table counts two of three after a recovery that had held.
 */
import { z } from "zod";
import type { Store } from "../store/mod.ts";
import type { Waiting } from "./recovery.ts";

const Second = z.strictObject({
  run_id: z.string(),
  system: z.string(),
  system_version: z.string(),
  mode: z.string(),
  source: z.string(),
  /** Nodes that were cut off, joined by commas. */
  isolated: z.string(),
  /** How many nodes were cut off, and how many there are. */
  cut: z.number(),
  nodes: z.number(),
  /** Seconds since the node was cut off, and since it was taken back; null when it never was. */
  after_isolation: z.number(),
  after_rejoin: z.number().nullable(),
  available: z.number(),
});
type Second = z.infer<typeof Second>;

/** One run in which nodes were cut off. A censored time lasted at least so long, as watching ended first. */
export interface Downtime extends
  Pick<
    Second,
    "run_id" | "system" | "system_version" | "mode" | "source" | "isolated"
  > {
  readonly isolation: Disturbance;
  /** Null when the node was never taken back. */
  readonly recovery: Recovered | null;
}

/** Seconds of one phase. */
export interface Disturbance {
  readonly down: Waiting;
  readonly partial: Waiting;
  readonly disturbed: Waiting;
}

/** The same after the node was taken back, with the time until all nodes were available for good. */
export interface Recovered extends Disturbance {
  readonly recovered: Waiting;
}

export interface DowntimeOptions {
  /** Seconds for which all nodes must be available for that to be the steady state. @default {5} */
  readonly steadyFor?: number;
}

/** Downtimes of every run of `experiment` with an event `isolate`, by system and time; samples are a second each. */
export async function downtimes(
  store: Store,
  experiment: string,
  { steadyFor = 5 }: DowntimeOptions = {},
): Promise<Downtime[]> {
  const seconds = await store.query(Second, sql, [experiment]);
  const runs = Map.groupBy(seconds, ({ run_id }) => run_id);
  return [...runs.values()].flatMap((run) => {
    const [first] = run;
    if (first === undefined) return [];
    const { run_id, system, system_version, mode, source, isolated } = first;
    const back = run.filter(({ after_rejoin }) => Number(after_rejoin) > 0);
    const before = run.filter((second) => !back.includes(second));
    return [{
      run_id,
      system,
      system_version,
      mode,
      source,
      isolated,
      isolation: disturbance(before, { steadyFor: Infinity }),
      recovery: first.after_rejoin === null
        ? null
        : { ...disturbance(back, { steadyFor }), recovered: recovered(back) },
    }];
  });
}

function disturbance(
  seconds: readonly Second[],
  { steadyFor }: Required<DowntimeOptions>,
): Disturbance {
  let [down, partial, whole] = [0, 0, 0];
  let steady = false;
  const disturbed: Second[] = [];
  for (const second of seconds) {
    const { available, nodes, cut } = second;
    whole = available === nodes ? whole + 1 : 0;
    steady ||= whole >= steadyFor;
    if (available === 0) down++;
    else if (available < (steady ? nodes : nodes - cut)) partial++;
    else continue;
    disturbed.push(second);
  }
  const [first, last] = [disturbed[0], disturbed.at(-1)];
  const open = last !== undefined && last === seconds.at(-1);
  const dead = last?.available === 0;
  return {
    down: { seconds: down, censored: open && dead },
    partial: { seconds: partial, censored: open && !dead },
    disturbed: {
      seconds: first && last
        ? last.after_isolation - first.after_isolation + 1
        : 0,
      censored: open,
    },
  };
}

function recovered(seconds: readonly Second[]): Waiting {
  const last = seconds.findLast(({ available, nodes }) => available < nodes);
  return {
    seconds: last?.after_rejoin ?? 0,
    censored: last !== undefined && last === seconds.at(-1),
  };
}

const sql = `
  WITH marks AS (
    SELECT run_id,
      min(events.at) FILTER (kind = 'isolate' AND detail = 'done') AS isolated_at,
      min(events.at) FILTER (kind = 'rejoin' AND detail = 'done') AS rejoined_at,
      string_agg(DISTINCT subject, ',' ORDER BY subject) FILTER (kind = 'isolate') AS isolated,
      count(DISTINCT subject) FILTER (kind = 'isolate') AS cut
    FROM events JOIN runs USING (run_id) WHERE experiment = $1 GROUP BY run_id
    HAVING isolated_at IS NOT NULL),
  nodes AS (
    SELECT run_id, count(DISTINCT source) AS nodes FROM samples SEMI JOIN marks USING (run_id)
    WHERE metric = 'increments' GROUP BY run_id),
  seconds AS (
    SELECT run_id, samples.at, count(*) FILTER (value > 0) AS available
    FROM samples SEMI JOIN marks USING (run_id)
    WHERE metric = 'increments' GROUP BY run_id, samples.at)
  SELECT run_id, system, system_version, mode, runs.source, isolated, cut, nodes,
    date_diff('milliseconds', isolated_at, seconds.at) / 1000 AS after_isolation,
    date_diff('milliseconds', rejoined_at, seconds.at) / 1000 AS after_rejoin,
    available
  FROM seconds JOIN marks USING (run_id) JOIN nodes USING (run_id) JOIN runs USING (run_id)
  WHERE seconds.at > isolated_at
  ORDER BY system, run_id, seconds.at`;
