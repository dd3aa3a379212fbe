/**
 * Downtime of a cluster after the isolation of one node and after its return, from the increments that each node's
 * client made in each second: the six columns of rystsov/perseus.
 *
 * 1. A node is available in a second in which its client made an increment, and down in a second without, unless its
 *    rate at that time leaves such gaps: then the second is unclear, and counts neither way (`node_state.ts`).
 * 2. Isolation is over once all nodes except the isolated one are available, recovery once all are.
 * 3. A second without any available node is downtime. A second with fewer available nodes than in the steady state is
 *    partial downtime: fewer than remain during isolation, and until all have been available for `steadyFor`.
 * 4. Seconds count whole, although an outage begins and ends within one: the increments before and after n silent
 *    seconds are up to two seconds farther apart.
 * 5. Disturbance lasts from the first such second to the last. Recovery lasts from the return of the node to the last
 *    second in which any node was not available.
 *
 * The definitions are those of the README of Perseus (https://github.com/rystsov/perseus), which leaves the third
 * open: its text has only one node available then, but its table counts two of three after a recovery that had held.
 */
import { z } from "zod";
import type { Store } from "../../store/mod.ts";
import { nodeStates } from "./node_state.ts";
import type { CensoredTime } from "./censored_time.ts";

const Count = z.strictObject({
  run_id: z.string(),
  system: z.string(),
  system_version: z.string(),
  mode: z.string(),
  source: z.string(),
  /** Isolated nodes, joined by commas. */
  isolated: z.string(),
  /** Number of isolated nodes. */
  isolated_nodes: z.number(),
  /** Node, and the increments of its client in the second. */
  node: z.string(),
  value: z.number(),
  /** Seconds since the isolation of the node, at most 0 before, and since its return; null without a return. */
  after_isolation: z.number(),
  after_rejoin: z.number().nullable(),
});
/** Increments of one node in one second of a run. */
export type IsolationCount = z.infer<typeof Count>;

/** One second of a run. */
interface Second extends
  Pick<
    IsolationCount,
    "isolated_nodes" | "after_isolation" | "after_rejoin"
  > {
  readonly nodes: number;
  /** Nodes with an increment in the second. */
  readonly up: readonly string[];
  /** Nodes that were available, and those that may have been. */
  readonly available: number;
  readonly unclear: number;
}

/** Downtime of one run with isolated nodes. A time is censored where its phase ended first. */
export interface Downtime extends
  Pick<
    IsolationCount,
    "run_id" | "system" | "system_version" | "mode" | "source" | "isolated"
  > {
  readonly isolation: Disturbance;
  /** Null if no node was down at any second, and where downtime lasted to the end of the isolation. */
  readonly afterwards: Afterwards | null;
  /** End of the isolation, and of the times that are censored there. Recovery ends with the log. */
  readonly isolation_ended: "node's return" | "end of the log";
  /** Null when the node never returned. */
  readonly recovery: RecoveryDisturbance | null;
}

/** What came back by itself: from the last second of downtime to the end of the isolation. */
export interface Afterwards {
  readonly seconds: number;
  /** Nodes with increments in most of these seconds, of all nodes, and how many the isolation left connected. */
  readonly nodes: number;
  readonly of: number;
  readonly connected: number;
}

/** Seconds of one phase. */
export interface Disturbance {
  readonly down: CensoredTime;
  readonly partial: CensoredTime;
  readonly disturbed: CensoredTime;
  /** Silent seconds in which, at the rate of the time, a node or enough of them may have been available. */
  readonly unclear: number;
}

/** Disturbance after the return of the node, with the time until all nodes stayed available. */
export interface RecoveryDisturbance extends Disturbance {
  readonly recovered: CensoredTime;
}

/** Options of `downtimes`. */
export interface DowntimeOptions {
  /** Seconds for which all nodes must be available to reach the steady state. @default {5} */
  readonly steadyFor?: number;
}

/** Returns the downtime of every run of `experiment` with an event `isolate`, by system and time. Samples: 1/s. */
export async function downtimes(
  store: Store,
  experiment: string,
  { steadyFor = 5 }: DowntimeOptions = {},
): Promise<Downtime[]> {
  const counts = await isolationCounts(store, experiment);
  const runs = Map.groupBy(counts, ({ run_id }) => run_id);
  return [...runs.values()].flatMap((run) => {
    const [first] = run;
    if (first === undefined) return [];
    const { run_id, system, system_version, mode, source, isolated } = first;
    const seconds = toSeconds(run).filter(({ after_isolation }) =>
      after_isolation > 0
    );
    const rejoined = seconds.filter(({ after_rejoin }) =>
      Number(after_rejoin) > 0
    );
    const before = seconds.filter((second) => !rejoined.includes(second));
    const returned = first.after_rejoin !== null;
    return [{
      run_id,
      system,
      system_version,
      mode,
      source,
      isolated,
      isolation: measureDisturbance(before, { steadyFor: Infinity }),
      afterwards: toAfterwards(before),
      isolation_ended: returned ? "node's return" : "end of the log",
      recovery: returned
        ? {
          ...measureDisturbance(rejoined, { steadyFor }),
          recovered: timeToRecovery(rejoined),
        }
        : null,
    }];
  });
}

/** Returns the increments of each node in each second of the runs with an event `isolate`, in order of time. */
export function isolationCounts(
  store: Store,
  experiment: string,
): Promise<IsolationCount[]> {
  return store.query(Count, sql, [experiment]);
}

/** Groups the counts of one run into seconds, in order, with the state of the nodes. */
function toSeconds(run: readonly IsolationCount[]): Second[] {
  const nodes = [...Map.groupBy(run, ({ node }) => node)].map(
    ([node, counts]) => ({
      node,
      states: new Map(
        nodeStates(counts.map(({ value }) => value)).map((state, i) => [
          counts[i]?.after_isolation,
          state,
        ]),
      ),
    }),
  );
  const times = Map.groupBy(run, ({ after_isolation }) => after_isolation);
  return [...times.values()].flatMap(([count]) => {
    if (count === undefined) return [];
    const { isolated_nodes, after_isolation, after_rejoin } = count;
    const states = nodes.map(({ states }) => states.get(after_isolation));
    return [{
      isolated_nodes,
      after_isolation,
      after_rejoin,
      nodes: nodes.length,
      up: nodes.filter((_, i) => states[i] === "up").map(({ node }) => node),
      available: states.filter((state) => state === "up").length,
      unclear: states.filter((state) => state === "unclear").length,
    }];
  });
}

function toAfterwards(seconds: readonly Second[]): Afterwards | null {
  const lastDown = seconds.findLastIndex(({ available, unclear }) =>
    available + unclear === 0
  );
  const rest = lastDown < 0 ? [] : seconds.slice(lastDown + 1);
  const [first] = rest;
  if (!first) return null;
  const made = Map.groupBy(rest.flatMap(({ up }) => up), (node) => node);
  return {
    seconds: rest.length,
    nodes: [...made.values()].filter((times) => 2 * times.length > rest.length)
      .length,
    of: first.nodes,
    connected: first.nodes - first.isolated_nodes,
  };
}

function measureDisturbance(
  seconds: readonly Second[],
  { steadyFor }: Required<DowntimeOptions>,
): Disturbance {
  let [down, partial, unclear, complete] = [0, 0, 0, 0];
  let steady = false;
  const disturbed: Second[] = [];
  for (const second of seconds) {
    const { available, nodes, isolated_nodes } = second;
    const possible = available + second.unclear;
    // An unclear second neither extends a steady time nor ends it.
    if (available === nodes) complete++;
    else if (possible < nodes) complete = 0;
    steady ||= complete >= steadyFor;
    const required = steady ? nodes : nodes - isolated_nodes;
    if (possible === 0) down++;
    else if (possible < required) partial++;
    else {
      if (available < required) unclear++;
      continue;
    }
    disturbed.push(second);
  }
  const [first, last] = [disturbed[0], disturbed.at(-1)];
  const censored = last !== undefined && last === seconds.at(-1);
  const allDown = last !== undefined && last.available + last.unclear === 0;
  return {
    down: { seconds: down, censored: censored && allDown },
    partial: { seconds: partial, censored: censored && !allDown },
    disturbed: {
      seconds: first && last
        ? last.after_isolation - first.after_isolation + 1
        : 0,
      censored,
    },
    unclear,
  };
}

function timeToRecovery(seconds: readonly Second[]): CensoredTime {
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
      count(DISTINCT subject) FILTER (kind = 'isolate') AS isolated_nodes
    FROM events JOIN runs USING (run_id) WHERE experiment = $1 GROUP BY run_id
    HAVING isolated_at IS NOT NULL),
  counts AS (
    SELECT run_id, samples.at, samples.source AS node, value FROM samples SEMI JOIN marks USING (run_id)
    WHERE metric = 'increments')
  SELECT run_id, system, system_version, mode, runs.source, isolated, isolated_nodes, node, value,
    date_diff('milliseconds', isolated_at, counts.at) / 1000 AS after_isolation,
    date_diff('milliseconds', rejoined_at, counts.at) / 1000 AS after_rejoin
  FROM counts JOIN marks USING (run_id) JOIN runs USING (run_id)
  ORDER BY system, run_id, counts.at, node`;
