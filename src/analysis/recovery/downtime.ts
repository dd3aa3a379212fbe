/**
 * What cutting off one node cost its cluster and what taking it back did, from the increments that each node's client made
 * in each second: the six columns of rystsov/perseus.
 *
 * 1. A node is available in a second in which its client incremented anything, and down in one in which it did not, unless
 *    its pace at that time leaves such gaps: then the second is unclear, and counts neither way (`node_state.ts`).
 * 2. Isolation is over once all nodes but the one cut off are available, recovery once all are.
 * 3. A second without any available node is downtime. One with some, but fewer than had been steady before, is partial
 *    downtime: fewer than are left while a node is cut off and until all have been available for `steadyFor`.
 * 4. A second is counted whole, though an outage began and ended within one: increments before and after n silent seconds are
 *    up to two seconds farther apart.
 * 5. Disturbance lasts from the first such second to the last. Recovery lasts from the moment the node was taken back to
 *    the last second in which any node was not available.
 *
 * The definitions are those of the README of Perseus (https://github.com/rystsov/perseus), which leaves the third open: by
 * its words only one node is available then, but its table counts two of three after a recovery that had held.
 */
import { z } from "zod";
import type { Store } from "../../store/mod.ts";
import { nodeStates } from "./node_state.ts";
import type { Waiting } from "./censored_time.ts";

const Count = z.strictObject({
  run_id: z.string(),
  system: z.string(),
  system_version: z.string(),
  mode: z.string(),
  source: z.string(),
  /** Nodes that were cut off, joined by commas. */
  isolated: z.string(),
  /** How many nodes were cut off. */
  cut: z.number(),
  /** Node, and what its client did in the second. */
  node: z.string(),
  value: z.number(),
  /** Seconds since the node was cut off, at most 0 before, and since it was taken back; null when it never was. */
  after_isolation: z.number(),
  after_rejoin: z.number().nullable(),
});
type Count = z.infer<typeof Count>;

/** One second of a run. */
interface Second
  extends Pick<Count, "cut" | "after_isolation" | "after_rejoin"> {
  readonly nodes: number;
  /** Nodes that surely answered, and those that may have. */
  readonly available: number;
  readonly unclear: number;
}

/** One run in which nodes were cut off. A censored time lasted at least so long, as its phase ended first. */
export interface Downtime extends
  Pick<
    Count,
    "run_id" | "system" | "system_version" | "mode" | "source" | "isolated"
  > {
  readonly isolation: Disturbance;
  /** What ended the isolation, and with it the times that are censored there. Recovery ends with the log. */
  readonly isolation_ended: "node's return" | "end of the log";
  /** Null when the node was never taken back. */
  readonly recovery: Recovered | null;
}

/** Seconds of one phase. */
export interface Disturbance {
  readonly down: Waiting;
  readonly partial: Waiting;
  readonly disturbed: Waiting;
  /** Silent seconds of which the pace leaves open whether any node, or enough of them, was available. */
  readonly unclear: number;
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
  const counts = await store.query(Count, sql, [experiment]);
  const runs = Map.groupBy(counts, ({ run_id }) => run_id);
  return [...runs.values()].flatMap((run) => {
    const [first] = run;
    if (first === undefined) return [];
    const { run_id, system, system_version, mode, source, isolated } = first;
    const seconds = toSeconds(run).filter(({ after_isolation }) =>
      after_isolation > 0
    );
    const back = seconds.filter(({ after_rejoin }) => Number(after_rejoin) > 0);
    const before = seconds.filter((second) => !back.includes(second));
    const returned = first.after_rejoin !== null;
    return [{
      run_id,
      system,
      system_version,
      mode,
      source,
      isolated,
      isolation: disturbance(before, { steadyFor: Infinity }),
      isolation_ended: returned ? "node's return" : "end of the log",
      recovery: returned
        ? { ...disturbance(back, { steadyFor }), recovered: recovered(back) }
        : null,
    }];
  });
}

/** The seconds of one run in order, with the state of its nodes. */
function toSeconds(run: readonly Count[]): Second[] {
  const nodes = [...Map.groupBy(run, ({ node }) => node).values()].map(
    (counts) => ({
      counts,
      states: new Map(
        nodeStates(counts.map(({ value }) => value)).map((state, i) => [
          counts[i]?.after_isolation,
          state,
        ]),
      ),
    }),
  );
  const times = Map.groupBy(run, ({ after_isolation }) => after_isolation);
  return [...times.values()].flatMap(([one]) => {
    if (one === undefined) return [];
    const { cut, after_isolation, after_rejoin } = one;
    const states = nodes.map(({ states }) => states.get(after_isolation));
    return [{
      cut,
      after_isolation,
      after_rejoin,
      nodes: nodes.length,
      available: states.filter((state) => state === "up").length,
      unclear: states.filter((state) => state === "unclear").length,
    }];
  });
}

function disturbance(
  seconds: readonly Second[],
  { steadyFor }: Required<DowntimeOptions>,
): Disturbance {
  let [down, partial, unclear, whole] = [0, 0, 0, 0];
  let steady = false;
  const disturbed: Second[] = [];
  for (const second of seconds) {
    const { available, nodes, cut } = second;
    const most = available + second.unclear;
    // A second of which nothing can be told neither adds to a steady time nor ends it.
    if (available === nodes) whole++;
    else if (most < nodes) whole = 0;
    steady ||= whole >= steadyFor;
    const wanted = steady ? nodes : nodes - cut;
    if (most === 0) down++;
    else if (most < wanted) partial++;
    else {
      if (available < wanted) unclear++;
      continue;
    }
    disturbed.push(second);
  }
  const [first, last] = [disturbed[0], disturbed.at(-1)];
  const open = last !== undefined && last === seconds.at(-1);
  const dead = last !== undefined && last.available + last.unclear === 0;
  return {
    down: { seconds: down, censored: open && dead },
    partial: { seconds: partial, censored: open && !dead },
    disturbed: {
      seconds: first && last
        ? last.after_isolation - first.after_isolation + 1
        : 0,
      censored: open,
    },
    unclear,
  };
}

function recovered(seconds: readonly Second[]): Waiting {
  const last = seconds.findLast(({ available, unclear, nodes }) =>
    available + unclear < nodes
  );
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
  counts AS (
    SELECT run_id, samples.at, samples.source AS node, value FROM samples SEMI JOIN marks USING (run_id)
    WHERE metric = 'increments')
  SELECT run_id, system, system_version, mode, runs.source, isolated, cut, node, value,
    date_diff('milliseconds', isolated_at, counts.at) / 1000 AS after_isolation,
    date_diff('milliseconds', rejoined_at, counts.at) / 1000 AS after_rejoin
  FROM counts JOIN marks USING (run_id) JOIN runs USING (run_id)
  ORDER BY system, run_id, counts.at, node`;
