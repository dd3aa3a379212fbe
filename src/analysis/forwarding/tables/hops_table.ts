/** The table of the hops of chains, over the repetitions of each. */
import { formatDuration, formatValue } from "../../../record/mod.ts";
import {
  type Column,
  column,
  type Table,
  table,
} from "../../../report/cells.ts";
import { median } from "../../../statistics/mod.ts";
import type { JudgedForwarding } from "../attribute_cells.ts";
import { chainForwarders } from "../chain_forwarders.ts";
import type { HopRow } from "../measures/hop_rows.ts";
import { formatRange } from "./run_groups.ts";

/** Repetitions of one counting point of one chain. */
interface HopGroup {
  /** `rsyslog → syslog-ng`. */
  readonly chain: string;
  /** What happened to its sink, `none` for nothing. */
  readonly fault: string;
  readonly subject: string;
  /** Name of the forwarder before it. */
  readonly forwarder: string;
  readonly hops: readonly HopRow[];
}

/** Makes the table of every chain, a row for each place where its lines are counted. */
export function hopsTable(
  { runs }: { readonly runs: readonly JudgedForwarding[] },
): Table {
  const rows = runs.flatMap(({ measures: { run, hops } }) => {
    const forwarders = chainForwarders(run);
    const chain = forwarders.map(({ system }) => system).join(" → ");
    return hops.map((hop) => ({
      ...{ chain, hop, fault: run.fault },
      forwarder: forwarders[hop.position - 1]?.name ?? "",
    }));
  });
  const groups = Map.groupBy(
    rows,
    ({ chain, fault, hop }) =>
      JSON.stringify([chain, fault, hop.position, hop.subject]),
  );
  const places = [...groups.values()].flatMap((list): HopGroup[] => {
    const [first] = list;
    return first === undefined ? [] : [{
      ...{ chain: first.chain, fault: first.fault },
      forwarder: first.forwarder,
      subject: first.hop.subject,
      hops: list.map(({ hop }) => hop),
    }];
  });
  return table(places, [
    column.text("chain", "Chain"),
    column.text("fault", "Fault of its sink"),
    column.number(({ hops }) => hops.length, "n"),
    column.text("subject", "Counted at"),
    column.text("forwarder", "After"),
    spread("Arrived", ({ arrived }) => arrived, formatCount),
    spread("Lost on the way to it", ({ lost }) => lost, formatCount),
    spread("Copies", ({ duplicates }) => duplicates, formatCount),
    spread("Median from due", ({ p50 }) => p50, formatDuration),
    spread("of it this hop", ({ hop_p50 }) => hop_p50, formatDuration),
    spread("p99 from due", ({ p99 }) => p99, formatDuration),
    spread("Most lines behind", ({ most_behind }) => most_behind, formatCount),
  ], {
    caption: "Chains, hop by hop",
    headline:
      "Median over the n runs, with the least and the most. Most lines behind: those that the point before had, and this one did not have yet.",
    none: "No run of a chain is on record.",
  });
}

function spread(
  label: string,
  valueOf: (hop: HopRow) => number | null,
  format: (value: number) => string,
): Column<HopGroup> {
  return column.cell(label, "right", ({ hops }) => {
    const values = hops.flatMap((hop) => valueOf(hop) ?? []);
    if (values.length === 0) return { text: "–", sort: null };
    const [least, most] = [Math.min(...values), Math.max(...values)];
    const middle = median(values);
    return {
      text: format(middle),
      sort: middle,
      note: formatRange(least, most, format),
    };
  });
}

function formatCount(n: number): string {
  return formatValue(Math.round(n), "");
}
