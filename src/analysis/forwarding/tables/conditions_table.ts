/** The table of what was run: load, sinks and outages by attribute, and the machines and versions of Loadline. */
import {
  compareText,
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
import { type JudgedForwarding, variantOf } from "../attribute_cells.ts";
import type { ForwardingRun } from "../measures/forwarding_runs.ts";
import { forwardingAttributes, isAttribute } from "../verdicts/attributes.ts";
import { formatRange } from "./run_groups.ts";

/** Runs of one attribute that were asked in one way, of all forwarders. */
interface Condition {
  readonly attribute: string;
  readonly variant: string;
  readonly runs: readonly ForwardingRun[];
}

/** Makes the table of the conditions of all runs that count. */
export function conditionsTable(
  { runs }: { readonly runs: readonly JudgedForwarding[] },
): Table {
  const counting = runs.filter(({ verdict: { kind } }) =>
    kind !== "invalid" && kind !== "not run"
  ).map(({ measures }) => measures.run);
  return table(toConditions(counting), [
    column.text(
      ({ attribute }) =>
        isAttribute(attribute)
          ? forwardingAttributes[attribute].label
          : attribute,
      "Attribute",
    ),
    column.text(({ variant }) => variant || "–", "Asked with"),
    column.number(({ runs }) => runs.length, "Runs"),
    values("Lines/s", ({ rate }) => rate, count),
    values("Bytes a line", ({ line_bytes }) => line_bytes, count),
    values("Streams", ({ streams }) => streams, count),
    values("Sinks", ({ sinks }) => sinks, count),
    values(
      "Sink away for",
      ({ fault_at, back_at }) => between(fault_at, back_at),
      formatDuration,
    ),
    // A sink that is killed at once has no time before.
    values("Frozen before it was killed", frozenFor, formatDuration),
    values("Buffer cap [MiB]", ({ buffer_cap }) => buffer_cap, mebibytes),
    values(
      "Disk [MiB]",
      ({ disk_size }) => disk_size === 0 ? null : disk_size,
      mebibytes,
      true,
    ),
    column.text(
      ({ runs }) => [...new Set(runs.map(({ shape }) => shape))].join(", "),
      "Shape",
      { detail: true },
    ),
  ], {
    caption: "What was run",
    headline: `Median, with the least and the most. ${
      describePlaces(counting)
    }`,
    none: "No run that counts is on record.",
  });
}

function toConditions(runs: readonly ForwardingRun[]): Condition[] {
  const order = Object.keys(forwardingAttributes);
  const groups = Map.groupBy(
    runs,
    (run) => JSON.stringify([run.attribute, variantOf(run)]),
  );
  return [...groups.values()].flatMap((runs): Condition[] => {
    const [run] = runs;
    return run === undefined
      ? []
      : [{ attribute: run.attribute, variant: variantOf(run), runs }];
  }).toSorted((a, b) =>
    order.indexOf(a.attribute) - order.indexOf(b.attribute) ||
    compareLoads(a, b) || compareText(a.variant, b.variant)
  );
}

/** Orders what was asked on throughput by sinks and rate, which its name has as text. */
function compareLoads(a: Condition, b: Condition): number {
  const [one] = a.runs;
  const [other] = b.runs;
  if (a.attribute !== "throughput" || !one || !other) return 0;
  return (one.sinks ?? 0) - (other.sinks ?? 0) ||
    (one.rate ?? 0) - (other.rate ?? 0);
}

/** Says on which processors the runs were made, and by which versions of Loadline. */
function describePlaces(runs: readonly ForwardingRun[]): string {
  const places = countedBy(runs, ({ processor, cores, memory_bytes }) =>
    [
      processor || "processor not recorded",
      cores === null ? "" : `${cores} ${cores === 1 ? "core" : "cores"}`,
      memory_bytes === null
        ? ""
        : `${formatValue(memory_bytes, "GiB", { digits: 3 })} GiB`,
    ].filter((part) => part !== "").join(", "));
  const versions = countedBy(runs, ({ tool_version }) => tool_version);
  return runs.length === 0 ? "" : `Machine: ${places}. Loadline: ${versions}.`;
}

/** Returns `0.1.0+559dc3b (95 runs), 0.1.0+8d2b72a (124 runs)`; the number only if there are several. */
function countedBy(
  runs: readonly ForwardingRun[],
  nameOf: (run: ForwardingRun) => string,
): string {
  const groups = [...Map.groupBy(runs, nameOf)];
  return groups.map(([name, { length }]) =>
    groups.length === 1
      ? name
      : `${name} (${length} ${length === 1 ? "run" : "runs"})`
  ).join("; ");
}

/** Time from which a sink that is killed was frozen before, in seconds. */
const MIN_FROZEN_S = 0.5;

function frozenFor({ fault_at, down_at }: ForwardingRun): number | null {
  const seconds = between(fault_at, down_at);
  return seconds === null || seconds < MIN_FROZEN_S ? null : seconds;
}

function between(from: number | null, until: number | null): number | null {
  return from === null || until === null ? null : until - from;
}

function values(
  label: string,
  valueOf: (run: ForwardingRun) => number | null,
  format: (value: number) => string,
  detail = false,
): Column<Condition> {
  return column.cell(label, "right", ({ runs }) => {
    const known = runs.flatMap((run) => valueOf(run) ?? []);
    if (known.length === 0) return { text: "–", sort: null };
    const middle = median(known);
    return {
      text: format(middle),
      sort: middle,
      note: formatRange(Math.min(...known), Math.max(...known), format),
    };
  }, { detail });
}

function count(n: number): string {
  return formatValue(Math.round(n), "");
}

function mebibytes(bytes: number): string {
  return formatValue(bytes, "MiB", { digits: 4 });
}
