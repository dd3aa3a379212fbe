/** The standard figures of a run. */
import { plotResourceSeries } from "../../figures/mod.ts";
import type { ExecutedCell } from "../../notebook/mod.ts";
import { md } from "../../report/mod.ts";
import type { Store } from "../../store/mod.ts";
import { resourceSamples } from "../facts/resources.ts";
import type { RunContent } from "../facts/run_content.ts";
import { figureCell, proseCell } from "./cells.ts";
import { zeroOf } from "./run_clock.ts";

/** Returns the cells of the figures that the run has rows for, the lead figure first. */
export async function figureCells(
  store: Store,
  content: RunContent,
): Promise<ExecutedCell[]> {
  const samples = await resourceSamples(store, content.run.run_id);
  const zero = zeroOf(content);
  return samples.length === 0 ? [] : [
    proseCell(md`## Resources`),
    figureCell(plotResourceSeries(samples, {
      title: "Resources of every process",
      start: zero === null ? null : new Date(zero).toISOString(),
      events: phaseEvents(content),
    })),
  ];
}

function phaseEvents({ lines }: RunContent) {
  return lines.events.flatMap(({ kind, subject, at }) =>
    at === null || !["phase", "fault", "heal"].includes(kind) ? [] : [{
      from: at,
      to: null,
      label: kind === "phase" ? subject.replaceAll("_", " ") : kind,
    }]
  );
}
