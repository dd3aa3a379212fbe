/** What was measured: operations by kind, causes of failure, the times after a fault, and stages. */
import {
  formatCensoredTime,
  type Recovery,
  type RecoveryDefinition,
  recoveryDefinitions,
  stageDurationTable,
} from "../../analysis/mod.ts";
import type { ExecutedCell } from "../../notebook/mod.ts";
import { formatValue } from "../../record/mod.ts";
import { column, md, table } from "../../report/mod.ts";
import { wilson } from "../../statistics/mod.ts";
import type { RunContent } from "../facts/run_content.ts";
import type { KindStages } from "../facts/run_stages.ts";
import { proseCell, tableCell } from "./cells.ts";
import { sinceStart } from "./run_clock.ts";

/** Makes the section; empty for a run without operations. */
export function measuredSection(content: RunContent): ExecutedCell[] {
  const { operations, recovery, stages } = content;
  if (operations.kinds.length === 0) return [];
  return [
    proseCell(md`## What was measured`),
    tableCell(operationTable(content)),
    ...operations.failures.length > 0 ? [tableCell(failureTable(content))] : [],
    ...recovery !== null && recovery.hit !== null
      ? [tableCell(recoveryTable(recovery))]
      : [],
    ...stages.flatMap(stageCells),
  ];
}

function operationTable({ operations }: RunContent) {
  const { kinds, measured } = operations;
  return table(kinds, [
    column.text("kind", "Kind"),
    column.number("n", "Operations"),
    column.range(
      ({ n, ok, late }) => share(ok - late, n)?.rate ?? null,
      ({ n, ok, late }) => share(ok - late, n)?.lower ?? null,
      ({ n, ok, late }) => share(ok - late, n)?.upper ?? null,
      "Succeeded in time [%]",
    ),
    column.number("late", "Succeeded late"),
    column.duration("p50", "p50", { none: "too few" }),
    column.duration("p95", "p95", { none: "too few" }),
    column.duration("p99", "p99", { none: "too few" }),
    column.duration("max", "Longest"),
  ], {
    caption: measured
      ? "Operations that were due in the phase measure; latency of those that succeeded"
      : "All operations; latency of those that succeeded",
  });
}

/** Returns a share and its 95 % interval in percent; null without attempts. */
function share(ok: number, n: number) {
  const { rate, lower, upper } = wilson(ok, n);
  return rate === null
    ? null
    : { rate: rate * 100, lower: lower * 100, upper: upper * 100 };
}

function failureTable(content: RunContent) {
  const { failures } = content.operations;
  return table(failures, [
    column.text("kind", "Kind"),
    column.text("outcome", "Outcome"),
    column.text(
      ({ code, error }) =>
        [code, error].filter((part) => part !== "").join(": ") || null,
      "Cause",
    ),
    column.number("n", "Operations"),
    column.text(({ first }) => sinceStart(content, first), "First [s]"),
    column.text(({ last }) => sinceStart(content, last), "Last [s]"),
  ], { caption: "Failures of the whole run, the most frequent first" });
}

function recoveryTable(recovery: Recovery) {
  const rows = Object.entries(recoveryDefinitions).map((
    [name, definition],
  ) => ({
    ...definition,
    time: recovery[name as RecoveryDefinition],
  }));
  return table(rows, [
    column.text("label", "Time"),
    column.cell("Duration", "right", ({ time }: (typeof rows)[number]) => ({
      text: formatCensoredTime(time),
      sort: time?.seconds ?? null,
    })),
    column.text(({ from, until }) => `from ${from} to ${until}`, "Measured"),
  ], {
    caption: `After ${recovery.title || recovery.fault}`,
    headline:
      "A time above a bound was not over when watching ended; one below a bound is no longer than the gaps before the fault.",
  });
}

/** Makes the table of the stages of one kind, with a sentence on the timelines that are whole. */
function stageCells({ counted, n, read }: KindStages): ExecutedCell[] {
  const many = pluralOf(counted);
  const heading = md`### Stages of ${many}`;
  if (read === null) {
    return [
      proseCell(
        md`${heading}\n\nThe stages of ${
          formatValue(n, "")
        } ${many} are too many for this page; they are in the table ${"stages"} of the store.`,
      ),
    ];
  }
  const { complete, negative } = read.counts;
  const back = negative === 0
    ? md``
    : md` ${
      formatValue(negative, "")
    } have a stage before the one that precedes it.`;
  return [
    proseCell(
      md`${heading}\n\n${formatValue(complete, "")} of ${
        formatValue(n, "")
      } timelines are complete.${back}`,
    ),
    tableCell(
      stageDurationTable(read.durations, { counted: many, label: many }),
    ),
  ];
}

/** Returns the plural of what has stages, whose noun comes first: `loops of convergence`. */
function pluralOf(counted: string): string {
  return counted.replace(
    /^(?:lost )?\w+/,
    (noun) => `${noun}${/(s|sh|ch)$/.test(noun) ? "es" : "s"}`,
  );
}
