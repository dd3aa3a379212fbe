/** Everything that the report on forwarders asks: every run with its verdict, the attribute table, and the load lines. */
import type { Store } from "../../store/mod.ts";
import {
  type AttributeCell,
  attributeCells,
  judgeAll,
  type JudgedForwarding,
  variantCells,
} from "./attribute_cells.ts";
import {
  type ForwardingMeasures,
  forwardingMeasures,
} from "./measures/forwarding_measures.ts";
import { throughputCells } from "./throughput_cells.ts";
import { type ThroughputLine, throughputLines } from "./throughput_lines.ts";

/** Runs of forwarders, of all tools. */
export interface ForwarderStudy {
  /** Every run, in order of time. */
  readonly runs: readonly JudgedForwarding[];
  /** A row for each forwarder and attribute; of throughput one for each number of sinks. */
  readonly cells: readonly AttributeCell[];
  /** A row for each way in which an attribute was asked. */
  readonly variants: readonly AttributeCell[];
  readonly lines: readonly ThroughputLine[];
}

/** Returns the study of an experiment. */
export async function forwarderStudy(
  store: Store,
  experiment = "forwarders",
): Promise<ForwarderStudy> {
  const runs = judgeAll(
    withVersions(await forwardingMeasures(store, experiment)),
  );
  const lines = throughputLines(runs.map(({ measures }) => measures));
  return {
    runs,
    cells: [...attributeCells(runs), ...throughputCells(lines)],
    variants: variantCells(
      runs.filter(({ measures }) => measures.run.attribute !== "throughput"),
    ),
    lines,
  };
}

/**
 * Names runs that were skipped or cut off before their forwarder started with the version of all others of the system, so
 * that they stand in its row; not if others had several versions.
 */
function withVersions(
  measures: readonly ForwardingMeasures[],
): ForwardingMeasures[] {
  const known = Map.groupBy(
    // Of a chain the version names all of its hops.
    measures.filter(({ run }) =>
      run.system_version !== "" && run.hops === "none"
    ),
    ({ run }) => run.system,
  );
  return measures.map((one) => {
    const versions = new Set(
      known.get(one.run.system)?.map(({ run }) => run.system_version),
    );
    const [only] = versions;
    return one.run.system_version !== "" || versions.size > 1 ||
        only === undefined
      ? one
      : { ...one, run: { ...one.run, system_version: only } };
  });
}
