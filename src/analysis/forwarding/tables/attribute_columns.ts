/** Columns of the table of each attribute: what its runs measured, over the repetitions. */
import {
  formatDuration,
  formatPercent,
  formatValue,
} from "../../../record/mod.ts";
import type { Column } from "../../../report/mod.ts";
import type { ForwardingMeasures } from "../measures/forwarding_measures.ts";
import type { ForwardingAttribute } from "../verdicts/attributes.ts";
import { worstP99 } from "../verdicts/load_verdicts.ts";
import {
  eachColumn,
  type RunGroup,
  spreadColumn,
  timesColumn,
  wordsColumn,
} from "./run_groups.ts";

const count = { format: (n: number) => formatValue(Math.round(n), "") };
const seconds = { format: formatDuration };
const percent = { format: (share: number) => formatPercent(share, 0) };
const mebibytes = {
  format: (bytes: number) => formatValue(bytes, "MiB", { digits: 3 }),
};

type Columns = readonly Column<RunGroup>[];

/** Sums the lines that were lost of a run, at the sinks that should have had all. */
function lostOfRun({ accounts, run }: ForwardingMeasures): number {
  return accounts.filter(({ kind }) =>
    run.topology === "cluster" ? kind === "cluster" : kind === "sink"
  ).reduce((sum, { lost }) => sum + lost, 0);
}

const lost = spreadColumn<RunGroup>("Lost", lostOfRun, count);
const lostEach = eachColumn<RunGroup>("Lost, run by run", lostOfRun, {
  ...count,
  detail: true,
});
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
const firstLine = timesColumn<RunGroup>(
  "First line after",
  ({ recoveries }) => recoveries.map(({ first_line }) => first_line),
);
const drain = timesColumn<RunGroup>(
  "Drained after",
  ({ recoveries }) => recoveries.map(({ drain }) => drain),
);
const othersP99 = spreadColumn<RunGroup>(
  "p99 at the others",
  ({ latencies, run }) =>
    mostOf(
      latencies.filter(({ part, subject }) =>
        part === "all" && subject.startsWith("sink-") &&
        !run.away.includes(subject)
      ).map(({ p99 }) => p99),
    ),
  { ...seconds, detail: true },
);
const blocked = spreadColumn<RunGroup>(
  "Sender blocked",
  ({ sender }) => sender?.blocked_s ?? null,
  seconds,
);

const outage: Columns = [
  lost,
  lostEach,
  classes,
  firstLine,
  drain,
  duplicates,
  backSteps,
  spool,
  spreadColumn(
    "Bytes a line",
    ({ spool }) => spool.bytes_per_line,
    { ...count, detail: true },
  ),
  spreadColumn(
    "Drain rate [lines/s]",
    ({ recoveries }) => recoveries[0]?.drain_rate ?? null,
    { ...count, detail: true },
  ),
  othersP99,
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
  lostEach,
  classes,
  spreadColumn(
    "Outage covered",
    ({ losses }) =>
      losses.find(({ covered_s }) => covered_s !== null)?.covered_s ?? null,
    seconds,
  ),
  drain,
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

/** Label of what tells its cases apart, empty for nothing, and the columns of each attribute. */
export const attributeColumns: Readonly<
  Record<
    ForwardingAttribute,
    { readonly variant: string; readonly columns: Columns }
  >
> = {
  "back-pressure": { variant: "Fault", columns: outage },
  "buffer-cap": { variant: "", columns: cap },
  "disk-full": { variant: "", columns: cap },
  throughput: {
    variant: "Rate",
    columns: [
      lost,
      spreadColumn("p99", worstP99, seconds),
      spreadColumn(
        "Longest write",
        ({ sender }) => sender?.longest_s ?? null,
        seconds,
      ),
      spreadColumn(
        "Sender held up",
        ({ sender }) => sender?.blocked_share ?? null,
        percent,
      ),
    ],
  },
  "fan-out": { variant: "", columns: healthy },
  "sink-cluster": {
    variant: "Fault",
    columns: [
      lost,
      lostEach,
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
      firstLine,
      drain,
      othersP99,
    ],
  },
  restart: {
    variant: "Signal",
    columns: [lost, lostEach, classes, duplicates, spool, firstLine, drain],
  },
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
