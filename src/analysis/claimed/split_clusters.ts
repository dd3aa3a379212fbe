/** Finds runs whose nodes never were one cluster: some of them did not know all of the others. */
import { z } from "zod";
import { column, type Table, table } from "../../report/cells.ts";
import type { Store } from "../../store/mod.ts";
import { readableCase } from "../overview/readable_ids.ts";

const Row = z.strictObject({
  run_id: z.string(),
  case_id: z.string(),
  repetition: z.number(),
  nodes: z.number(),
  /** Nodes that knew no other at any time, and those that never knew all others, the former among them. */
  alone: z.number(),
  short: z.number(),
});

/** A run with a node that never knew all others. */
export type SplitCluster = z.infer<typeof Row>;

/**
 * Returns the runs of `experiment`, in order of time, in which the metric of known peers never reached the number of the
 * other nodes at some node. Runs without the metric have no row: nothing is known of them.
 */
export function splitClusters(
  store: Store,
  experiment: string,
  metric: string,
): Promise<SplitCluster[]> {
  return store.query(
    Row,
    `WITH sizes AS (
       SELECT run_id, any_value(number) AS nodes FROM params WHERE key = 'nodes' AND isfinite(number) GROUP BY run_id),
     known AS (
       SELECT run_id, samples.source AS node, max(value) AS peers FROM samples
       WHERE metric = $2 AND source_kind(samples.source) = 'node' GROUP BY ALL)
     SELECT run_id, case_id, repetition, nodes, count(*) FILTER (peers = 0) AS alone, count(*) AS short
     FROM known JOIN sizes USING (run_id) JOIN runs USING (run_id)
     WHERE experiment = $1 AND peers < nodes - 1 GROUP BY ALL ORDER BY run_id`,
    [experiment, metric],
  );
}

/** Makes the table of runs whose nodes were no single cluster. */
export function splitClusterTable(rows: readonly SplitCluster[]): Table {
  return table(rows, [
    column.text(({ case_id }) => readableCase(case_id), "Case"),
    column.number("repetition", "#"),
    column.number("nodes", "Nodes"),
    column.number("short", "Did not know all"),
    column.number("alone", "Knew no other"),
  ], {
    caption: "Clusters that never were whole",
    headline:
      "By what each node says of its peers. A node that knows no other has itself for a quorum: it acknowledges alone, and faster.",
    none: "Every node of every run that tells its peers knew all others.",
  });
}
