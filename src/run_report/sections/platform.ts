/** Sections of a run on a container platform: pushes, tasks and instances, recovery, loops, and what it rests on. */
import {
  API_OBJECTIVE,
  apiLimits,
  type ApiObjective,
  type BatchTimes,
  type CensoredTime,
  formatCensoredTime,
  pushPhaseTable,
  type PushRun,
  type RecoveryCurve,
  type RunningShares,
  soakTable,
  storeProbeTable,
} from "../../analysis/mod.ts";
import type { ExecutedCell } from "../../notebook/mod.ts";
import { formatPercent, formatValue } from "../../record/mod.ts";
import { column, md, type Prose, type Table, table } from "../../report/mod.ts";
import type { PlatformContent } from "../facts/platform_content.ts";
import type { RunContent } from "../facts/run_content.ts";
import { proseCell, tableCell } from "./cells.ts";

/** Makes the sections on what the platform did; empty for a run of something else. */
export function platformSection(content: RunContent): ExecutedCell[] {
  const { platform } = content;
  if (platform === null) return [];
  const { pushed, phases, batches, curves, shares, probes, soak, objectives } =
    platform;
  return [
    ...pushed === null ? [] : [
      proseCell(md`## Pushes\n\n${describePushes(content, platform, pushed)}`),
      tableCell(kindTable(platform)),
      tableCell(pushPhaseTable(phases)),
    ],
    ...batches.length === 0 ? [] : [
      proseCell(md`## Tasks and instances`),
      tableCell(batchTable(batches)),
    ],
    ...curves.length === 0 && shares === null && probes === null
      ? []
      : [proseCell(md`## Recovery\n\n${describeFault(platform)}`)],
    ...curves.length === 0 ? [] : [tableCell(recoveryTable(curves))],
    ...shares === null ? [] : [tableCell(sharesTable(shares))],
    ...probes === null
      ? []
      : [tableCell(storeProbeTable([platform.run], [probes]))],
    ...soak.length === 0 ? [] : [
      proseCell(md`## Loops of the platform`),
      tableCell(soakTable(soak, "this run")),
    ],
    ...objectives.length === 0 ? [] : [
      proseCell(
        md`## Objectives of Kubernetes\n\nThe project publishes them for a cluster of its own: ${
          formatPercent(API_OBJECTIVE)
        } within the limit.`,
      ),
      tableCell(objectiveTable(objectives)),
    ],
  ];
}

function objectiveTable(objectives: readonly ApiObjective[]): Table {
  return table(objectives, [
    column.text(({ what }) => apiLimits[what].title, "What"),
    column.text(
      ({ counted_by }) =>
        counted_by === "server"
          ? "the API server, of all its clients"
          : "our client",
      "Counted by",
    ),
    column.number("n", "n"),
    column.duration(({ what }) => apiLimits[what].seconds, "Limit"),
    column.percent(({ within, n }) => within / n, "Within it", {
      decimals: 2,
    }),
    column.duration("p99", "p99", { none: "not known" }),
  ], {
    caption: "Calls and starts within the published limits",
    headline:
      "Since the set-up. What failed, or did not end, is not within its limit in our client's count.",
  });
}

/** Says how the applications were pushed. */
function describePushes(
  { run }: RunContent,
  { run: { cells, fill } }: PlatformContent,
  { most_in_flight }: PushRun,
): Prose {
  const mix = cells === null || fill === null
    ? md``
    : md`The push mix of ${formatValue(cells, "")} cells, of which ${
      formatPercent(fill)
    } was pushed. `;
  const time = run.mode === "simulated"
    ? md` All times are simulated: they follow from the durations that the model assumes.`
    : md``;
  return md`${mix}At most ${
    formatValue(most_in_flight, "")
  } applications were in flight at once.${time}`;
}

/** Makes the table of the applications by kind. */
function kindTable({ kinds }: PlatformContent): Table {
  return table(kinds, [
    column.text("kind", "Kind"),
    column.number("apps", "Applications"),
    column.number("ok", "Pushed and started"),
    column.number("failed", "Failed"),
    column.number("cancelled", "Cancelled"),
    column.duration("seconds", "From the first push to the last start"),
  ], { caption: "Applications that were pushed" });
}

const batchNames: Readonly<Record<BatchTimes["kind"], string>> = {
  task: "tasks",
  lrp: "instances, until they first ran",
};

function batchTable(batches: readonly BatchTimes[]): Table {
  return table(batches, [
    column.text(({ kind }) => batchNames[kind], "What"),
    column.number("n", "n", {
      note: ({ n, ok }) => ok < n ? `${formatValue(n - ok, "")} not ok` : "",
    }),
    column.duration(({ median }) => median.value, "Median"),
    column.duration(({ p95 }) => p95.value, "p95", { none: "too few" }),
    column.duration(({ p99 }) => p99.value, "p99", { none: "too few" }),
    timeColumn("Half", ({ times }) => times[0]?.time ?? null),
    timeColumn("95 %", ({ times }) => times[1]?.time ?? null),
    timeColumn("All", ({ times }) => times[2]?.time ?? null),
  ], {
    caption: "Tasks and instances",
    headline:
      "Percentiles of one by itself; half, 95 % and all from when the first was asked for. With >, it had not happened when watching ended.",
  });
}

function recoveryTable(curves: readonly RecoveryCurve[]): Table {
  return table(curves, [
    column.text("kind", "Kind"),
    column.number("n", "Lost"),
    column.number("returned", "Ran again"),
    column.duration("first_noticed", "First noticed after"),
    timeColumn("Half", ({ times }) => times[0]?.time ?? null),
    timeColumn("95 %", ({ times }) => times[1]?.time ?? null),
    timeColumn("All", ({ times }) => times[2]?.time ?? null),
    timeColumn("All reached", ({ routable }) => routable),
  ], {
    caption: "Instances that the fault took away",
    headline:
      "From the fault until they ran again, and until requests reached them. With >, it had not happened when watching ended, or the dead cells were brought back.",
  });
}

function sharesTable({ kinds, memory_load }: RunningShares): Table {
  return table(kinds, [
    column.text("kind", "Kind"),
    column.number("desired", "Desired"),
    column.percent("before", "Running when the fault came"),
    column.percent("after", "Running in the end"),
  ], {
    caption: "Instances that run, of those that are desired",
    headline: `In the end: before dead cells were brought back.${
      memory_load === null || memory_load === Infinity
        ? ""
        : ` What is desired has ${
          formatPercent(memory_load, 0)
        } of the memory of the cells that were left.`
    }`,
  });
}

function timeColumn<Row>(
  label: string,
  timeOf: (row: Row) => CensoredTime | null,
) {
  return column.cell<Row>(label, "right", (row) => {
    const time = timeOf(row);
    return { text: formatCensoredTime(time), sort: time?.seconds ?? null };
  });
}

function describeFault({ run: { fault } }: PlatformContent): Prose {
  const lost = fault.startsWith("wipe-store")
    ? md` Instances ran on all the while: the platform lost its records of them, and one ran again, in its words, when it was recorded as running.`
    : md``;
  return md`The fault was ${fault.replaceAll("-", " ")}.${lost}`;
}

/** Makes the section with the remarks of the platform, a row each; empty for a run that recorded none. */
export function remarksSection(
  { platform, lines }: RunContent,
): ExecutedCell[] {
  if (platform === null) return [];
  const remarks = lines.events.filter(({ kind }) => kind === "remark");
  return remarks.length === 0 ? [] : [
    proseCell(md`## What the result rests on`),
    tableCell(table(remarks, [
      column.text("detail", "Remark of the platform"),
    ], { caption: "Settings and assumptions of the platform" })),
  ];
}
