/** The table of what lines cost: processor time and memory of the forwarder, of our adapters and of the harness. */
import {
  compareText,
  counted,
  formatDuration,
  formatValue,
} from "../../../record/mod.ts";
import {
  type Column,
  column,
  type Table,
  table,
} from "../../../report/cells.ts";
import { median } from "../../../statistics/mod.ts";
import type { JudgedForwarding } from "../attribute_cells.ts";
import { forwarderName } from "../forwarder_name.ts";
import type { ForwarderStudy } from "../forwarder_study.ts";
import type { ForwarderCost } from "../measures/forwarder_cost.ts";
import type { ForwardingRun } from "../measures/forwarding_runs.ts";
import { forwardingAttributes, isAttribute } from "../verdicts/attributes.ts";
import { formatRange } from "./run_groups.ts";

interface CostGroup {
  readonly system: string;
  readonly system_version: string;
  readonly attribute: string;
  /** Sinks and lines a second; null of the attributes that all have the same. */
  readonly sinks: number | null;
  readonly rate: number | null;
  readonly runs: readonly JudgedForwarding[];
}

/** Makes the table of what a million delivered lines cost, each row at one rate. */
export function forwarderCostTable(
  { runs }: Pick<ForwarderStudy, "runs">,
): Table {
  return table(costGroups(runs), [
    column.text(
      ({ attribute, sinks, rate }) =>
        [
          isAttribute(attribute)
            ? forwardingAttributes[attribute].label
            : attribute,
          sinks === null ? "" : counted(sinks, "sink"),
          rate === null ? "" : `${formatValue(rate, "")}/s`,
        ].filter((part) => part !== "").join(", "),
      "Attribute",
    ),
    column.text(
      ({ system, system_version }) => forwarderName(system, system_version),
      "Forwarder",
    ),
    column.number(({ runs }) => runs.length, "n"),
    spread(
      "Processor time for a million lines",
      ({ cpu_per_million }) => cpu_per_million,
      formatDuration,
    ),
    spread(
      "of our adapter",
      ({ adapter_cpu_per_million }) => adapter_cpu_per_million,
      formatDuration,
    ),
    spread("Most memory", ({ memory }) => memory, mebibytes),
    spread("of our adapter", ({ adapter_memory }) => adapter_memory, mebibytes),
    spread(
      "Processor time of the generator",
      ({ generator_cpu_per_million }) => generator_cpu_per_million,
      formatDuration,
      true,
    ),
    spread(
      "of the sinks",
      ({ sink_cpu_per_million }) => sink_cpu_per_million,
      formatDuration,
      true,
    ),
    spread(
      "Most memory of the generator",
      ({ generator_memory }) => generator_memory,
      mebibytes,
      true,
    ),
    spread(
      "of the sinks",
      ({ sink_memory }) => sink_memory,
      mebibytes,
      true,
    ),
  ], {
    caption: "Processor time and memory, by attribute",
    headline:
      "For a million lines that reached a sink, each sink's counted, over the whole run with its outage and drain. Median over the n runs, with the least and the most. With few lines it is mostly what the processes take without any. What an adapter of ours takes is apart, and so is what the harness does, the generator and the sinks.",
    none: "No run with samples of the forwarder is on record.",
  });
}

/** Returns the runs that count by attribute and forwarder, of throughput by sinks and rate as well. */
function costGroups(runs: readonly JudgedForwarding[]): CostGroup[] {
  const counting = runs.filter(({ verdict: { kind }, measures: { run } }) =>
    kind !== "invalid" && kind !== "not run" && isAttribute(run.attribute)
  );
  const loadOf = ({ attribute, sinks, rate }: ForwardingRun) =>
    attribute === "throughput" ? { sinks, rate } : { sinks: null, rate: null };
  const groups = Map.groupBy(
    counting,
    ({ measures: { run } }) =>
      JSON.stringify([run.attribute, loadOf(run), run.system]),
  );
  return [...groups.values()].flatMap((runs): CostGroup[] => {
    const run = runs.at(-1)?.measures.run;
    return run === undefined ? [] : [{
      system: run.system,
      system_version: run.system_version,
      attribute: run.attribute,
      ...loadOf(run),
      runs,
    }];
  }).toSorted(byCase);
}

/** Orders by attribute, sinks, rate and forwarder. */
function byCase(a: CostGroup, b: CostGroup): number {
  return compareText(a.attribute, b.attribute) ||
    (a.sinks ?? 0) - (b.sinks ?? 0) || (a.rate ?? 0) - (b.rate ?? 0) ||
    compareText(a.system, b.system);
}

function spread(
  label: string,
  valueOf: (cost: ForwarderCost) => number | null,
  format: (value: number) => string,
  detail = false,
): Column<CostGroup> {
  return column.cell(label, "right", ({ runs }) => {
    const values = runs.flatMap(({ measures }) => valueOf(measures.cost) ?? []);
    if (values.length === 0) return "–";
    const middle = median(values);
    return {
      text: format(middle),
      sort: middle,
      note: formatRange(Math.min(...values), Math.max(...values), format),
    };
  }, { detail });
}

function mebibytes(bytes: number): string {
  return `${formatValue(bytes, "MiB", { digits: 3 })} MiB`;
}
