/** Bars of the chart of isolated nodes: when there were increments at each node, and when not, second by second. */
import type { Meaning, StageBar, StageSpan } from "../../figures/mod.ts";
import type { Store } from "../../store/mod.ts";
import { type IsolationCount, isolationCounts } from "../recovery/downtime.ts";
import { type NodeState, nodeStates } from "../recovery/node_state.ts";

/** What `plotStages()` draws of a set of runs; times are seconds since the isolation of the node. */
export interface IsolationStages {
  readonly bars: readonly StageBar[];
  /** From the isolation to the return of the node, or to the end of the log. */
  readonly spans: readonly StageSpan[];
  readonly meanings: Readonly<Record<string, Meaning>>;
}

const stages: Readonly<Record<NodeState, string>> = {
  up: "increments",
  down: "no increment",
  unclear: "silent, cannot tell",
};

/** Seconds before the isolation that are shown. */
const LEAD_S = 20;

/** Returns the nodes of every run with an isolated node, a group a system; the node that was cut off is marked. */
export async function isolationStages(
  store: Store,
  experiment: string,
): Promise<IsolationStages> {
  const runs = Map.groupBy(
    await isolationCounts(store, experiment),
    ({ run_id }) => run_id,
  );
  const shown = [...runs.values()];
  return {
    bars: shown.flatMap(toBars),
    spans: shown.flatMap(toSpan),
    meanings: {
      [stages.up]: "ok",
      [stages.down]: "failed",
      [stages.unclear]: "missing",
    },
  };
}

function toBars(run: readonly IsolationCount[]): StageBar[] {
  const nodes = [...Map.groupBy(run, ({ node }) => node).values()];
  return nodes.flatMap((counts) => {
    const states = nodeStates(counts.map(({ value }) => value));
    const seconds = counts.map((count, i) => ({
      at: count.after_isolation,
      stage: stages[states[i] ?? "unclear"],
    })).filter(({ at }) => at > -LEAD_S);
    return joinSeconds(seconds).map((bar) => ({
      ...bar,
      entity: nameOf(counts[0]),
      group: counts[0]?.system ?? "",
    }));
  });
}

function nameOf(count: IsolationCount | undefined): string {
  if (count === undefined) return "";
  return count.isolated.split(",").includes(count.node)
    ? `${count.node}, cut off`
    : count.node;
}

/** Joins seconds of one stage that follow each other: the second `at` ends there. */
function joinSeconds(
  seconds: readonly { readonly at: number; readonly stage: string }[],
): Pick<StageBar, "stage" | "from" | "to">[] {
  const bars: { stage: string; from: number; to: number }[] = [];
  for (const { at, stage } of seconds) {
    const last = bars.at(-1);
    if (last?.stage === stage && last.to >= at - 1) last.to = at;
    else bars.push({ stage, from: at - 1, to: at });
  }
  return bars;
}

function toSpan(run: readonly IsolationCount[]): StageSpan[] {
  const last = run.at(-1);
  if (last === undefined) return [];
  const { system: group, after_isolation, after_rejoin } = last;
  return [{ group, from: 0, to: after_isolation - (after_rejoin ?? 0) }];
}
