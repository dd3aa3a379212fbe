/** Tables of the report on forwarders: the verdicts with their evidence, and what each attribute measured. */
import { forwarderName } from "../forwarder_name.ts";
import {
  formatDuration,
  formatPercent,
  formatValue,
} from "../../../record/mod.ts";
import { type Column, column, type Table, table } from "../../../report/mod.ts";
import type { AttributeCell, JudgedForwarding } from "../attribute_cells.ts";
import type { ForwarderStudy } from "../forwarder_study.ts";
import type { ForwardingMeasures } from "../measures/forwarding_measures.ts";
import {
  type ForwardingAttribute,
  forwardingAttributes,
} from "../verdicts/attributes.ts";
import {
  groupColumns,
  type RunGroup,
  runGroups,
  spreadColumn,
  wordsColumn,
} from "./run_groups.ts";

const count = { format: (n: number) => formatValue(Math.round(n), "") };
const seconds = { format: formatDuration };
const percent = { format: (share: number) => formatPercent(share, 0) };
const mebibytes = {
  format: (bytes: number) => formatValue(bytes, "MiB", { digits: 3 }),
};

/** Makes the table of all verdicts, each with the run on which it rests. */
export function attributeTable(
  { cells }: Pick<ForwarderStudy, "cells">,
): Table {
  const ran = cells.filter(({ kind }) => kind !== "not run");
  return table(ran, [
    column.text(
      ({ system, system_version }) => forwarderName(system, system_version),
      "Forwarder",
    ),
    column.text(
      ({ attribute, variant }) =>
        [forwardingAttributes[attribute].label, variant]
          .filter((part) => part !== "").join(", "),
      "Attribute",
      { see: ({ attribute }) => forwardingAttributes[attribute].label },
    ),
    column.text("kind", "Verdict", { bold: ({ kind }) => kind === "fail" }),
    column.number("n", "n"),
    column.text("reason", "Reason"),
    column.text("run_id", "Evidence"),
    column.text(lostText, "Lost", { detail: true }),
  ], {
    caption:
      "Every verdict, the worst of its repetitions, with the run it rests on",
    headline:
      "n: runs that count. Lost: lines over all sinks that should have had them, least to most over the runs.",
    none: "There are no runs of forwarders yet.",
  });
}

function lostText({ least_lost, most_lost }: AttributeCell): string | null {
  if (least_lost === null || most_lost === null) return null;
  const [least, most] = [least_lost, most_lost].map((n) => formatValue(n, ""));
  return least === most ? least ?? "" : `${least} to ${most}`;
}

/** Makes the table of what is asked of a forwarder. */
export function questionsTable(): Table {
  return table(Object.values(forwardingAttributes), [
    column.text("label", "Attribute"),
    column.text("question", "Question"),
    column.text("proof", "Proof that a run shows it"),
    column.text("passes", "Passes if"),
  ], { caption: "What is asked, and what passes" });
}

/** Makes the table of one attribute: a row for each forwarder and way in which it was asked. */
export function attributeRunsTable(
  { runs }: { readonly runs: readonly JudgedForwarding[] },
  attribute: ForwardingAttribute,
): Table {
  const { label, question, passes } = forwardingAttributes[attribute];
  const groups = runGroups(runs, attribute);
  const { variant, columns } = tables[attribute];
  return table(groups, [...groupColumns<RunGroup>(variant), ...columns], {
    caption: `${label}: ${question}`,
    headline:
      `Passes if ${passes}. Values: median over the n runs, with the least and the most.`,
    none: "No run of this attribute is on record.",
  });
}

type Columns = readonly Column<RunGroup>[];

const lost = spreadColumn<RunGroup>(
  "Lost",
  ({ accounts, run }) =>
    accounts.filter(({ kind }) =>
      run.topology === "cluster" ? kind === "cluster" : kind === "sink"
    ).reduce((sum, { lost }) => sum + lost, 0),
  count,
);
const duplicates = spreadColumn<RunGroup>(
  "Copies",
  ({ accounts }) =>
    accounts.filter(({ kind }) => kind === "sink")
      .reduce((sum, { duplicates }) => sum + duplicates, 0),
  count,
);
const backSteps = spreadColumn<RunGroup>(
  "Out of order",
  ({ accounts }) =>
    accounts.filter(({ kind }) => kind === "sink")
      .reduce((sum, { back_steps }) => sum + back_steps, 0),
  { ...count, detail: true },
);
const classes = wordsColumn<RunGroup>(
  "Which",
  ({ losses }) => losses.flatMap(({ loss }) => loss === "none" ? [] : [loss]),
);
const spool = spreadColumn<RunGroup>(
  "Most on disk [MiB]",
  ({ spool }) => spool.most,
  mebibytes,
);
const drain = spreadColumn<RunGroup>(
  "Drained after [s]",
  ({ recoveries }) => longestDrain(recoveries),
  { format: (value) => value.toFixed(2) },
);
const blocked = spreadColumn<RunGroup>(
  "Sender blocked",
  ({ sender }) => sender?.blocked_s ?? null,
  seconds,
);

/** Returns the longest drain over the sinks that were away; null if one never drained. */
function longestDrain(
  recoveries: ForwardingMeasures["recoveries"],
): number | null {
  if (recoveries.length === 0) return null;
  return recoveries.some(({ drain }) => drain.censored)
    ? null
    : Math.max(...recoveries.map(({ drain }) => drain.seconds));
}

const outage: Columns = [
  lost,
  classes,
  duplicates,
  backSteps,
  spool,
  spreadColumn(
    "Bytes a line",
    ({ spool }) => spool.bytes_per_line,
    { ...count, detail: true },
  ),
  drain,
  spreadColumn(
    "Drain rate [lines/s]",
    ({ recoveries }) => recoveries[0]?.drain_rate ?? null,
    { ...count, detail: true },
  ),
  { ...blocked, detail: true },
];

const cap: Columns = [
  spool,
  spreadColumn(
    "Above the cap",
    ({ spool }) =>
      spool.overshoot === null ? null : Math.max(0, spool.overshoot),
    percent,
  ),
  lost,
  classes,
  spreadColumn(
    "Outage covered",
    ({ losses }) =>
      losses.find(({ covered_s }) => covered_s !== null)?.covered_s ?? null,
    seconds,
  ),
  blocked,
];

const healthy: Columns = [
  spreadColumn(
    "Lowest rate of the others",
    ({ healthy }) => leastOf(healthy.map(({ lowest_share }) => lowest_share)),
    percent,
  ),
  spreadColumn(
    "p99 before",
    ({ healthy }) => mostOf(healthy.map(({ before }) => before.p99)),
    seconds,
  ),
  spreadColumn(
    "during",
    ({ healthy }) => mostOf(healthy.map(({ during }) => during.p99)),
    seconds,
  ),
  spreadColumn(
    "after",
    ({ healthy }) => mostOf(healthy.map(({ after }) => after.p99)),
    seconds,
  ),
  { ...blocked, detail: true },
];

const tables: Readonly<
  Record<
    ForwardingAttribute,
    { readonly variant: string; readonly columns: Columns }
  >
> = {
  "back-pressure": { variant: "Fault", columns: outage },
  "buffer-cap": { variant: "", columns: cap },
  "disk-full": { variant: "", columns: cap },
  throughput: { variant: "Rate", columns: [lost, blocked] },
  "fan-out": { variant: "", columns: healthy },
  "sink-cluster": {
    variant: "Fault",
    columns: [
      lost,
      duplicates,
      spreadColumn(
        "Share taken over",
        ({ away }) => away?.taken_share ?? null,
        percent,
      ),
      spreadColumn(
        "Still sent to it",
        ({ away }) => away?.still_share ?? null,
        percent,
      ),
      drain,
    ],
  },
  restart: { variant: "Signal", columns: [lost, duplicates, spool, drain] },
  fidelity: {
    variant: "",
    columns: [
      spreadColumn("Odd lines", ({ odd_lines }) => odd_lines.length, count),
      wordsColumn(
        "Changed, lost or multiplied",
        ({ odd_lines }) =>
          odd_lines.flatMap((line) =>
            line.fate === "same" ? [] : [`${line.name}: ${line.fate}`]
          ),
      ),
    ],
  },
  chain: {
    variant: "Hops",
    columns: [
      lost,
      duplicates,
      spreadColumn(
        "Median to the last sink",
        ({ hops }) => hops.at(-1)?.p50 ?? null,
        seconds,
      ),
      spreadColumn("p99", ({ hops }) => hops.at(-1)?.p99 ?? null, seconds),
    ],
  },
};

function leastOf(values: readonly (number | null)[]): number | null {
  const known = values.flatMap((value) => value ?? []);
  return known.length === 0 ? null : Math.min(...known);
}

function mostOf(values: readonly (number | null)[]): number | null {
  const known = values.flatMap((value) => value ?? []);
  return known.length === 0 ? null : Math.max(...known);
}
