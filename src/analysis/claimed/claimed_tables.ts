/** Tables of what was measured here beside what documents print, and of what faults do. */
import { formatValue } from "../../record/mod.ts";
import { column, type Table, table } from "../../report/cells.ts";
import { unitSlip } from "../integrity/value_checks.ts";
import {
  faultColumns,
  shareColumn,
  timesColumn,
} from "../recovery/fault_format.ts";
import type { FaultRow, FaultStudy } from "../recovery/fault_study.ts";
import { rateColumns } from "../recovery/fault_tables.ts";
import type { RecoveryDefinition } from "../recovery/recovery_times.ts";
import { describeSuccess } from "../scaling/case_tables.ts";
import type { ScaleCell } from "../scaling/scale_cells.ts";
import {
  caseColumns,
  caseName,
  disturbedMark,
  disturbedMeaning,
  formatThroughput,
  quantileColumn,
} from "../scaling/scale_format.ts";
import { type ClaimedCase, isSameCase } from "./claimed_cases.ts";

/** Formats a ratio of rates: `× 24`. */
export function formatRatio(ratio: number): string {
  return `× ${formatValue(ratio, "", { digits: 2 })}`;
}

/** Runs whose cases have a mark. */
export interface MarkedRuns {
  /** Runs whose nodes were no single cluster. */
  readonly split?: ReadonlySet<string>;
  /** Runs whose rate fell while the load ran. */
  readonly fallen?: ReadonlySet<string>;
}

const FALLEN_MEANING = "↓ with a run whose rate fell while the load ran.";

/** Makes the table of every case measured here, with the rates that documents print for it. */
export function claimedMatrixTable(
  cells: readonly ScaleCell[],
  cases: readonly ClaimedCase[],
  marked: MarkedRuns = {},
): Table {
  return table(cells, [
    ...caseColumns<ScaleCell>(),
    column.number("nodes", "Nodes"),
    column.cell("Here [ok/s]", "right", (cell) => rateCell(cell, marked)),
    column.cell("Printed [1/s]", "right", (cell) => {
      const printed = cases
        .filter(({ claim }) => isSameCase(cell, claim))
        .flatMap(({ claim }) => claim.rate ?? [])
        .toSorted((a, b) => a - b);
      const texts = [...new Set(printed.map(formatPrinted))];
      return {
        text: texts.length === 0 ? "–" : texts.join(", "),
        sort: printed[0] ?? null,
      };
    }),
    column.number("rate", "Success [%]", {
      ...{ unit: "%", decimals: 2 },
      note: describeSuccess,
    }),
    ...(["p50", "p95", "p99"] as const).map((p) =>
      quantileColumn<ScaleCell>((cell) => cell[p], p)
    ),
  ], {
    caption: "Every case",
    headline:
      `Here: operations that succeeded, a second, median of the runs of a case. A single run has no interval: it tells a level, and no small difference. ${disturbedMeaning} ‡ with a run whose nodes were no single cluster. ${FALLEN_MEANING}`,
    none: "No run that counts is on record.",
  });
}

/** Makes the table of the results that documents print, each beside the case measured here. */
export function claimedTable(
  cases: readonly ClaimedCase[],
  marked: MarkedRuns = {},
): Table {
  const percentile = (p: "p95" | "p99") =>
    column.duration<ClaimedCase>(
      ({ cell }) => cell?.[p] ?? null,
      `${p}, here`,
      { none: ({ cell }) => cell === null ? "–" : "too few" },
    );
  return table(cases, [
    column.text(
      ({ claim: { nodes, workers, value_size } }) =>
        nodes === null || workers === null || value_size === null
          ? "–"
          : caseName({ nodes, workers, value_size }),
      "Case",
    ),
    column.cell("Printed [1/s]", "right", ({ claim: { rate } }) => ({
      text: rate === null ? "–" : formatPrinted(rate),
      sort: rate,
    })),
    column.cell(
      "Here [ok/s]",
      "right",
      ({ cell }) =>
        cell === null
          ? { text: "not measured", sort: null }
          : rateCell(cell, marked),
    ),
    column.cell("Here / printed", "right", ({ ratio }) => ({
      text: ratio === null ? "–" : formatRatio(ratio),
      sort: ratio,
    })),
    column.number(
      ({ claim }) => claim.reported_success,
      "Success, printed [%]",
      { unit: "%", decimals: 2 },
    ),
    column.number(({ cell }) => cell?.rate ?? null, "Success, here [%]", {
      ...{ unit: "%", decimals: 2 },
      note: ({ cell }) => cell === null ? "" : describeSuccess(cell),
    }),
    column.duration(
      ({ claim }) => claim.mean_latency,
      "Mean latency, printed",
      {
        note: ({ claim }) => {
          const slip = unitSlip(claim);
          return slip === null ? "" : `× ${formatValue(slip, "")}`;
        },
      },
    ),
    column.duration("mean_latency", "Mean latency, here"),
    percentile("p95"),
    percentile("p99"),
    column.text(
      ({ claim }) => claim.document.replaceAll("_", " "),
      "Printed in",
    ),
  ], {
    caption: "What documents print, and what was measured here",
    headline:
      `Here / printed: of the rates. × 1,000: by what power of 1,000 the printed mean latency misses workers / rate of the same row. ${FALLEN_MEANING}`,
    none: "No document prints a result.",
  });
}

/** Makes the table of what each fault does to a load that waits for its answers. */
export function claimedFaultTable(
  { faults, times }: Pick<FaultStudy, "faults" | "times">,
): Table {
  const time = (label: string, definition: RecoveryDefinition) =>
    timesColumn<FaultRow>(label, definition, times, (fault) => fault);
  return table(faults, [
    ...faultColumns(),
    ...rateColumns(),
    time("Nothing succeeds", "loadGap"),
    time("Steady again", "recovered"),
    time("Steady after healing", "recoveredAfterHealing"),
    shareColumn<FaultRow>("Failed or late", ({ share }) => share),
    column.number<FaultRow>("failed", "Failed", { detail: true }),
    column.number<FaultRow>("late", "Late", { detail: true }),
    column.number<FaultRow>("attempted", "Of", { detail: true }),
    column.text<FaultRow>(
      ({ runs }) => runs[0]?.title ?? "",
      "What is done",
      { detail: true },
    ),
  ], {
    caption: "What each fault does",
    headline:
      "Rates: operations answered in time, a second, median over the runs and their range; of those begun before the fault, until healing, and after it. Times: median over the runs. Failed or late: of the operations in flight at the fault or begun until watching ended, mean over the runs with its 95 % interval.",
    none: "No run with a fault counts.",
  });
}

function rateCell(cell: ScaleCell, { split, fallen }: MarkedRuns) {
  const { text, range } = formatThroughput(cell);
  const n = `n = ${cell.throughputs.length}`;
  const mark = (runs: MarkedRuns[keyof MarkedRuns], sign: string) =>
    cell.runs.some(({ run_id }) => runs?.has(run_id)) ? ` ${sign}` : "";
  return {
    text,
    sort: cell.throughput,
    note: (range === "" ? n : `${range}, ${n}`) + disturbedMark(cell) +
      mark(split, "‡") + mark(fallen, "↓"),
  };
}

function formatPrinted(rate: number): string {
  return formatValue(rate, "");
}
