/** Tables of work that was asked for at once, and of each thing that was asked for once. */
import { formatDuration } from "../../../record/mod.ts";
import { column, type Table, table } from "../../../report/cells.ts";
import type { CensoredTime } from "../../recovery/censored_time.ts";
import { type RunBatch, throughputOf } from "../pushes/run_batches.ts";
import type { SmokeStep } from "../pushes/smoke_steps.ts";

/** Makes the table of work that was asked for at once, a row a run. */
export function batchTable(batches: readonly RunBatch[]): Table {
  const time = (label: string, position: number) =>
    column.cell<RunBatch>(label, "right", ({ times }) => {
      const found = times.times[position]?.time;
      return found
        ? { text: format(found), sort: found.seconds }
        : { text: "–", sort: null };
    });
  return table(batches, [
    column.text(({ run }) => run.work, "Work"),
    column.number(({ run }) => run.cells, "Cells"),
    column.number(({ run }) => run.repetition, "Repetition", { detail: true }),
    column.number(({ times }) => times.n, "Asked for", {
      note: ({ times: { n, ok } }) => ok < n ? `${n - ok} not done` : "",
    }),
    time("Half done", 0),
    time("95 % done", 1),
    time("All done", 2),
    column.number(({ times }) => throughputOf(times), "Throughput [1/s]", {
      ...{ unit: "1/s", digits: 3 },
    }),
    column.duration(({ times }) => times.median.value, "Median of one", {
      ...{ detail: true, none: "too few" },
    }),
    column.duration(({ times }) => times.p99.value, "p99 of one", {
      ...{ detail: true, none: "too few" },
    }),
  ], {
    caption: "Work that was asked for at once",
    headline:
      "Seconds from the first that was asked for. Throughput: all of them by the time until all were done.",
    none: "No run asked for many tasks or instances at once.",
  });
}

/** Makes the table of each thing that was asked for. */
export function smokeTable(steps: readonly SmokeStep[]): Table {
  return table(steps, [
    column.text("kind", "Asked for"),
    column.text("subject", "Of"),
    column.number("n", "n"),
    column.number("ok", "Succeeded", {
      bold: ({ n, ok }) => ok < n,
      note: ({ code }) => code,
    }),
    column.duration("median", "Median"),
    column.duration("longest", "Longest", { detail: true }),
  ], {
    caption: "Each thing that a platform is asked for",
    headline: "Times are of what succeeded.",
    none: "No run asked for each thing once.",
  });
}

function format({ seconds, censored }: CensoredTime): string {
  return `${censored ? "> " : ""}${formatDuration(seconds)}`;
}
