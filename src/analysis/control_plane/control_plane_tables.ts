/** Tables of runs on control planes. */
import { formatDuration, formatPercent } from "../../record/mod.ts";
import { type Column, column, type Table, table } from "../../report/cells.ts";
import { seenSeconds } from "../recovery/censored_time.ts";
import {
  type MissedObjectives,
  outcomeColumn,
} from "../results/run_outcome.ts";
import type { ControlPlaneRun } from "./control_plane_runs.ts";
import {
  type DisturbedRun,
  type GrowthRun,
  nameOf,
} from "./control_plane_study.ts";
import {
  bulkRequests,
  longestOf,
  longestText,
  type RequestRow,
  successShare,
} from "./request_rows.ts";

/** Kinds of requests as they read, in the order of reports. */
const requestLabels: Readonly<Record<string, string>> = {
  route_fetch: "fetch of all routes",
  desired_fetch: "fetch of all that is desired",
  converge: "convergence",
  presence_fetch: "fetch of all presences",
  cell_fetch: "fetch of a cell",
  cell_presence: "presence of a cell",
  desire_lrp: "desire",
  claim_lrp: "claim",
  start_lrp: "start",
  crash_lrp: "crash",
  fail_lrp: "failed start",
  remove_lrp: "removal",
  lrp: "new LRP until it runs",
};

const CELLS_OF_OURS =
  "Stores are real, cells are simulated on the same machine.";

/** Makes a column of the longest of some requests of a row: a bound where some of them had no answer. */
function longestColumn<Row>(
  label: string,
  read: (row: Row) => readonly RequestRow[],
): Column<Row> {
  return column.cell<Row>(label, "right", (row) => {
    const longest = longestOf(read(row));
    return longest === null
      ? { text: "–", sort: null }
      : { text: longestText(longest), sort: longest.seconds };
  });
}

const LONGEST_NOTE =
  "the longest is of all, and at least so long where some had no answer";

/** Makes the table of how stores grow: a row a run. */
export function growthTable(rows: readonly GrowthRun[]): Table {
  const longest = (label: string, kind: string) =>
    longestColumn<GrowthRun>(
      label,
      ({ requests }) => requests.filter((one) => one.kind === kind),
    );
  return table(rows, [
    column.text("name", "Store"),
    column.number("instances", "Instances"),
    longest("Routes, longest", "route_fetch"),
    longest("Desired, longest", "desired_fetch"),
    longest("Convergence, longest", "converge"),
    column.duration(({ run }) => run.latency.p50, "Requests, median"),
    column.duration(({ run }) => run.latency.p99, "Requests, p99"),
    column.percent(failedShare, "Failed", { decimals: 2 }),
    column.number(
      ({ run }) => run.seed_rate === null ? null : Math.round(run.seed_rate),
      "LRPs seeded a second",
    ),
    column.bytes(({ run }) => run.size, "Size", { digits: 3 }),
    column.number(
      ({ run }) => run.cpu === null ? null : Number(run.cpu.toFixed(2)),
      "Cores",
    ),
    column.bytes(({ run }) => run.memory, "Memory", { digits: 3 }),
    column.number(({ run }) => run.cells, "Cells", { detail: true }),
    column.duration(({ run }) => run.bulk_interval, "Bulk loops every", {
      detail: true,
    }),
    column.duration(({ run }) => run.cell_loop, "Cell loops every", {
      detail: true,
    }),
    column.percent(
      ({ run }) => run.events === 0 ? null : run.events_untold / run.events,
      "Changes never told",
      { decimals: 2, detail: true },
    ),
  ], {
    caption: "Stores under more and more instances",
    headline:
      `${CELLS_OF_OURS} Times from when a request was due; ${LONGEST_NOTE}. Size on disk, cores and memory of the store with its children.`,
    none: "No run that counts is on record.",
  });
}

/** Makes the table of what invalid runs measured: a row a run. */
export function invalidRunTable(rows: readonly GrowthRun[]): Table {
  return table(rows, [
    column.text("name", "Store"),
    column.number("instances", "Instances"),
    column.text(
      ({ run }) => run.reasons.map(({ text }) => text).join("; "),
      "Why invalid",
    ),
    longestColumn<GrowthRun>(
      "Longest fetch of all",
      ({ requests }) => bulkRequests(requests),
    ),
    column.number(
      (row) => newLrps(row)?.ok ?? null,
      "New LRPs that ran",
      {
        note: (row) => {
          const n = newLrps(row)?.n;
          return n === undefined ? "" : `of ${n}`;
        },
      },
    ),
    column.duration(({ run }) => run.latency.p50, "Requests, median"),
    column.duration(({ run }) => run.latency.p99, "Requests, p99"),
    column.percent(failedShare, "Failed", { decimals: 2 }),
  ], {
    caption: "Runs that were measured, and are invalid",
    headline:
      `${CELLS_OF_OURS} What made a run invalid may have changed its times, which are compared with nothing.`,
    none: "No such run is on record.",
  });
}

function newLrps({ requests }: GrowthRun): RequestRow | undefined {
  return requests.find(({ kind }) => kind === "lrp");
}

function failedShare({ requests }: GrowthRun): number | null {
  const share = successShare(requests);
  return share === null ? null : 1 - share;
}

/** Makes the table of every kind of request of some runs. */
export function requestTable(rows: readonly GrowthRun[]): Table {
  const all = rows.flatMap(({ name, instances, requests }) =>
    Object.keys(requestLabels).flatMap((kind) =>
      requests.filter((row) => row.kind === kind)
        .map((row) => ({ ...row, name, instances }))
    )
  );
  return table(all, [
    column.text<RequestRow & { name: string }>(
      ({ kind }) => requestLabels[kind] ?? kind,
      "Request",
    ),
    column.text("name", "Store"),
    column.number("instances", "Instances"),
    column.number("n", "n", {
      note: ({ n, ok }) => n > ok ? `${n - ok} not ok` : "",
    }),
    column.duration("p50", "Median"),
    column.duration("p95", "p95"),
    column.duration("p99", "p99"),
    longestColumn<RequestRow>("Longest", (row) => [row]),
  ], {
    caption: "Requests of the largest runs",
    headline:
      `${CELLS_OF_OURS} Percentiles are of those that were ok, and left out where these are too few; ${LONGEST_NOTE}.`,
    none: "No run that counts is on record.",
  });
}

/** Makes the table of what faults cost: a row a run. */
export function faultTable(rows: readonly DisturbedRun[]): Table {
  const time = (label: string, position: number) =>
    column.duration<DisturbedRun>(
      ({ curve }) => seenSeconds(curve?.times[position]?.time),
      label,
    );
  return table(rows, [
    column.text("name", "Store"),
    column.text(({ run }) => run.fault, "Fault", {
      note: ({ run }) =>
        run.outage === null ? "" : `for ${formatDuration(run.outage)}`,
    }),
    column.duration(
      ({ run, cost }) =>
        // The store answers all the time where only cells die.
        run.fault === "kill-cells" ? null : cost?.answered_after ?? null,
      "Answers again after",
    ),
    column.percent(
      ({ cost }) => cost === null || cost.n === 0 ? null : cost.failed / cost.n,
      "Failed from then on",
      { decimals: 1 },
    ),
    column.number(
      ({ run }) => run.verified === 0 ? null : run.gone,
      "Acknowledged and gone",
      {
        note: ({ run }) =>
          run.verified === 0 ? "" : `of ${run.verified} new LRPs`,
      },
    ),
    column.number(({ curve }) => curve?.n ?? null, "Instances lost", {
      note: ({ curve }) =>
        curve === null
          ? ""
          : `${formatPercent(curve.returned / curve.n, 1)} back`,
    }),
    column.text(({ death }) => death === "" ? "–" : death, "Noticed by"),
    time("Half back", 0),
    time("95 % back", 1),
    time("All back", 2),
    column.number("instances", "Instances", { detail: true }),
    column.number(({ run }) => run.repetition, "Repetition", { detail: true }),
  ], {
    caption: "Faults of the store, and of cells",
    headline:
      `${CELLS_OF_OURS} Times from the fault; a dash where it had not happened when watching ended. Noticed by: settings that decide when a dead cell is noticed.`,
    none: "No run with a fault that counts is on record.",
  });
}

/** Makes the table of every run, of whatever status: one that missed an objective says which. */
export function controlPlaneRunTable(
  rows: readonly ControlPlaneRun[],
  missed: MissedObjectives,
): Table {
  return table(rows, [
    column.text("run_id", "Run", { detail: true }),
    column.text(nameOf, "Store"),
    column.text("system_version", "Version", { detail: true }),
    column.text("preset", "Preset"),
    column.number("cells", "Cells"),
    column.text("fault", "Fault"),
    outcomeColumn<ControlPlaneRun>("Status", missed, {
      note: ({ status, reasons, notes }) =>
        reasons.map(({ text }) => text).join("; ") ||
        (status === "ok" ? "" : notes),
    }),
  ], {
    caption: "Every run",
    headline: "Of every status, in order of time.",
    none: "No run is on record.",
  });
}
