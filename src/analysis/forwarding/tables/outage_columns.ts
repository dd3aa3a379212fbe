/** Columns that tables of several attributes have: what was lost, how sinks caught up, and what the others felt. */
import {
  formatDuration,
  formatPercent,
  formatValue,
} from "../../../record/mod.ts";
import type { Column } from "../../../report/cells.ts";
import type { ForwardingMeasures } from "../measures/forwarding_measures.ts";
import { type LineAccount, outOfOrder } from "../measures/line_accounts.ts";
import {
  eachColumn,
  type RunGroup,
  spreadColumn,
  timesColumn,
  wordsColumn,
} from "./run_groups.ts";

export const count = { format: (n: number) => formatValue(Math.round(n), "") };
export const seconds = { format: formatDuration };
export const percent = { format: (share: number) => formatPercent(share, 0) };
const mebibytes = {
  format: (bytes: number) => formatValue(bytes, "MiB", { digits: 3 }),
};

export type Columns = readonly Column<RunGroup>[];

type Counted = "lost" | "duplicates" | "back_steps";

/** Returns a function that sums a count of a run over the sinks that should have had every line; of a cluster over its union. */
function sumOf(
  count: (account: Pick<LineAccount, Counted>) => number,
): (measures: ForwardingMeasures) => number {
  return ({ accounts, run }) =>
    accounts.filter(({ kind }) =>
      kind === (run.topology === "cluster" ? "cluster" : "sink")
    ).reduce((sum, account) => sum + count(account), 0);
}

const lostOfRun = sumOf(({ lost }) => lost);

export const lost = spreadColumn<RunGroup>("Lost", lostOfRun, count);
export const lostEach = eachColumn<RunGroup>("Lost, run by run", lostOfRun, {
  ...count,
  detail: true,
});
export const duplicates = spreadColumn<RunGroup>(
  "Copies",
  sumOf(({ duplicates }) => duplicates),
  count,
);
const backSteps = spreadColumn<RunGroup>(
  "Out of order, copies aside",
  sumOf(outOfOrder),
  count,
);
export const classes = wordsColumn<RunGroup>(
  "Which",
  ({ losses }) => losses.flatMap(({ loss }) => loss === "none" ? [] : [loss]),
);
export const spool = spreadColumn<RunGroup>(
  "Most on disk [MiB]",
  ({ spool }) => spool.most,
  mebibytes,
);
export const firstLine = timesColumn<RunGroup>(
  "First line after",
  ({ recoveries }) => recoveries.map(({ first_line }) => first_line),
);
export const drain = timesColumn<RunGroup>(
  "Drained after",
  ({ recoveries }) => recoveries.map(({ drain }) => drain),
);
export const othersP99 = spreadColumn<RunGroup>(
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
const lostAfter = spreadColumn<RunGroup>(
  "Lost of what was due after it was back",
  ({ losses, run }) =>
    losses.filter(({ subject }) => run.away.includes(subject))
      .reduce((sum, { after }) => sum + after, 0),
  count,
);

export const outage: Columns = [
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

export const aboveCap = spreadColumn<RunGroup>(
  "Above the cap",
  ({ spool }) => spool.overshoot === null ? null : Math.max(0, spool.overshoot),
  percent,
);

export const dropped: Columns = [
  lost,
  lostEach,
  classes,
  lostAfter,
  spreadColumn(
    "Outage covered",
    ({ losses }) =>
      losses.find(({ covered_s }) => covered_s !== null)?.covered_s ?? null,
    seconds,
  ),
  drain,
];

export const healthy: Columns = [
  spreadColumn(
    "Worst second of the others",
    ({ healthy }) => leastOf(healthy.map(({ lowest_share }) => lowest_share)),
    percent,
  ),
  spreadColumn(
    "of all seconds",
    ({ healthy }) => leastOf(healthy.map(({ worst_share }) => worst_share)),
    { ...percent, detail: true },
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
  blocked,
];

function leastOf(values: readonly (number | null)[]): number | null {
  const known = values.flatMap((value) => value ?? []);
  return known.length === 0 ? null : Math.min(...known);
}

/** Returns the highest of the values that are known; null without any. */
export function mostOf(values: readonly (number | null)[]): number | null {
  const known = values.flatMap((value) => value ?? []);
  return known.length === 0 ? null : Math.max(...known);
}
