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
import {
  judgedEarlier,
  newestRevisions,
  type RevisionRuns,
} from "./revisions.ts";
import { throughputCells } from "./throughput_cells.ts";
import { type ThroughputLine, throughputLines } from "./throughput_lines.ts";

/** Runs of forwarders, of all tools. */
export interface ForwarderStudy {
  /** Every run that is judged, in order of time: of each forwarder those of its newest revision. */
  readonly runs: readonly JudgedForwarding[];
  /** A row for each forwarder and attribute; of throughput one for each number of sinks. */
  readonly cells: readonly AttributeCell[];
  /** A row for each way in which an attribute was asked. */
  readonly variants: readonly AttributeCell[];
  readonly lines: readonly ThroughputLine[];
  /** All runs by revision, those that are left out too. */
  readonly revisions: readonly RevisionRuns[];
}

/** Returns the study of an experiment. */
export async function forwarderStudy(
  store: Store,
  experiment = "forwarders",
): Promise<ForwarderStudy> {
  const { runs, revisions } = newestRevisions(
    judgeAll(withVersions(await forwardingMeasures(store, experiment))),
  );
  const lines = throughputLines(runs.map(({ measures }) => measures));
  const cells = [...attributeCells(runs), ...throughputCells(lines)];
  return {
    runs,
    cells: markEarlier(cells, revisions),
    variants: variantCells(
      runs.filter(({ measures }) => measures.run.attribute !== "throughput"),
    ),
    ...{ lines, revisions },
  };
}

/** Says of verdicts that rest on an earlier revision than others of their forwarder. */
function markEarlier(
  cells: readonly AttributeCell[],
  revisions: readonly RevisionRuns[],
): AttributeCell[] {
  const earlier = judgedEarlier(revisions);
  return cells.map((cell) =>
    earlier.some(({ system, attribute }) =>
        system === cell.system && attribute === cell.attribute
      )
      ? { ...cell, reason: `${cell.reason}; by runs of an earlier revision` }
      : cell
  );
}

/**
 * Names runs that were skipped or cut off before their forwarder started with the version of all others of the system in
 * their session, or else of all, so that they stand in its row; not if others had several versions.
 */
function withVersions(
  measures: readonly ForwardingMeasures[],
): ForwardingMeasures[] {
  // Of a chain the version names all of its hops.
  const known = measures.map(({ run }) => run)
    .filter(({ system_version, hops }) =>
      system_version !== "" && hops === "none"
    );
  return measures.map((one) => {
    if (one.run.system_version !== "") return one;
    const own = known.filter(({ system }) => system === one.run.system);
    const near = own.filter(({ session }) => session === one.run.session);
    const versions = new Set(
      (near.length > 0 ? near : own).map(({ system_version }) =>
        system_version
      ),
    );
    const [only] = versions;
    return versions.size > 1 || only === undefined
      ? one
      : { ...one, run: { ...one.run, system_version: only } };
  });
}
