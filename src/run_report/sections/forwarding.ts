/** Sections of a run of a forwarder: what became of its lines at each sink, and how it was configured. */
import {
  type ConfigurationRow,
  describeConfigurations,
  formatCensoredTime,
  forwardingAttributes,
  forwardingTables,
  isAttribute,
} from "../../analysis/mod.ts";
import type { ExecutedCell } from "../../notebook/mod.ts";
import { column, md, type Prose, type Table, table } from "../../report/mod.ts";
import type { ForwardingContent } from "../facts/forwarding_content.ts";
import type { RunContent } from "../facts/run_content.ts";
import { proseCell, tableCell } from "./cells.ts";

/** Makes the section on lines; empty for a run of something else. */
export function linesSection({ forwarding }: RunContent): ExecutedCell[] {
  if (forwarding === null) return [];
  const { measures, verdict } = forwarding;
  const own = { runs: [{ measures, verdict }] };
  return [
    proseCell(md`## Lines\n\n${describeAttribute(forwarding)}`),
    tableCell(accountTable(forwarding)),
    ...measures.recoveries.length > 0
      ? [tableCell(recoveryTable(forwarding))]
      : [],
    ...measures.hops.length > 0 ? [tableCell(forwardingTables.hops(own))] : [],
    ...measures.odd_lines.length > 0
      ? [tableCell(forwardingTables.oddLines(own))]
      : [],
    tableCell(forwardingTables.counters(own)),
  ];
}

/** Says what was asked, and what the verdict rests on. */
function describeAttribute({ measures, verdict }: ForwardingContent): Prose {
  const { attribute } = measures.run;
  if (!isAttribute(attribute)) return md`Its attribute is not known.`;
  const { label, question, proof, passes } = forwardingAttributes[attribute];
  const proved = proof === "none" ? md`` : md` It shows that only if ${proof}.`;
  return md`**${label}.** ${question}${proved} It passes if ${passes}. Here: **${verdict.kind}**, ${verdict.reason}.`;
}

function accountTable({ measures }: ForwardingContent): Table {
  return table(measures.accounts, [
    column.text("subject", "At"),
    column.number("sent", "Sent"),
    column.number("uniques", "Arrived"),
    column.number("lost", "Lost"),
    column.text(
      ({ subject }) =>
        measures.losses.find((loss) => loss.subject === subject)?.loss ?? null,
      "Which",
    ),
    column.number("duplicates", "Copies"),
    column.number("back_steps", "Out of order", { detail: true }),
    column.number("torn", "Torn", { detail: true }),
    column.number("foreigners", "Foreign", { detail: true }),
    column.number("own_sent", "Says sent"),
    column.number("own_dropped", "dropped"),
    column.number("own_queued", "queued", { detail: true }),
  ], {
    caption: "Lines at every sink",
    headline:
      "Counted at the sinks by sequence number. A sink of a cluster gets a share: what it lacks is not lost. The last columns are the forwarder's own counters at the end.",
  });
}

function recoveryTable({ measures }: ForwardingContent): Table {
  return table(measures.recoveries, [
    column.text("sink", "Sink"),
    column.number("backlog", "Lines waiting when it was back", { digits: 12 }),
    column.cell("First line after", "right", ({ first_line }) => ({
      text: formatCensoredTime(first_line),
      sort: first_line.seconds,
    })),
    column.cell("Drained after", "right", ({ drain }) => ({
      text: formatCensoredTime(drain),
      sort: drain.seconds,
    })),
    column.number("drain_rate", "Drain rate [lines/s]", { digits: 3 }),
  ], {
    caption: "After the sink was back",
    headline:
      "Sampled four times a second. A time above a bound was not over when watching ended.",
  });
}

/** Makes the section with the forwarder's files in full; empty for a run that recorded none. */
export function configurationSection(
  { run, lines, forwarding }: RunContent,
): ExecutedCell[] {
  if (forwarding === null) return [];
  const rows = lines.events.flatMap(
    ({ kind, subject, detail }): ConfigurationRow[] =>
      kind === "configuration" || kind === "remark"
        ? [{
          ...{ system: run.system, system_version: run.system_version, kind },
          ...{ name: subject, text: detail, attribute: null, runs: 1 },
          first_run: run.run_id,
        }]
        : [],
  );
  return rows.length === 0
    ? []
    : [proseCell(md`## Configuration\n\n${describeConfigurations(rows)}`)];
}
