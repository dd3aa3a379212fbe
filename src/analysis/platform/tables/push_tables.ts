/** Tables of pushes: each run as a whole, each phase by kind, failures, the effect of fill, and the arithmetic of the mix. */
import { formatDuration, withSign } from "../../../record/mod.ts";
import { column, type Table, table } from "../../../report/cells.ts";
import type { FillEffect, FillTenth } from "../pushes/fill_effect.ts";
import type { MixCheck } from "../pushes/mix_check.ts";
import type { PushFailure } from "../pushes/push_failures.ts";
import type { PushPhase } from "../pushes/push_operations.ts";
import type { PushPhaseTimes, PushRun } from "../pushes/push_times.ts";
import type { PlatformRun } from "../runs/platform_runs.ts";
import {
  type MissedObjectives,
  outcomeColumn,
} from "../../results/run_outcome.ts";

const phaseLabels: Readonly<Record<PushPhase, string>> = {
  push: "push",
  start: "start",
};

/** Makes the table of how long it took to push everything, a row a run. */
export function pushRunTable(
  runs: readonly PlatformRun[],
  pushes: readonly PushRun[],
  missed: MissedObjectives,
): Table {
  const byId = new Map(pushes.map((row) => [row.run_id, row]));
  const rows = runs.flatMap((run) => {
    const push = byId.get(run.run_id);
    return push ? [{ ...run, push }] : [];
  });
  // Where all runs did what was asked of them, the other columns say more.
  const isDetail = [...missed.values()].every((own) => own.length === 0);
  return table(rows, [
    column.number("cells", "Cells"),
    column.number("parallel", "In flight a cell"),
    column.number("repetition", "Repetition", { detail: true }),
    outcomeColumn<(typeof rows)[number]>("Run", missed, { detail: isDetail }),
    column.duration(({ push }) => push.seconds, "Last push ended"),
    column.number(({ push }) => push.apps, "Applications"),
    column.number(({ push }) => push.rate, "Rate [1/min]", {
      ...{ unit: "1/min", digits: 3 },
    }),
    column.number(({ push }) => push.most_in_flight, "Most in flight"),
    column.number(({ push }) => push.failed, "Failed"),
    column.number(({ push }) => push.cancelled, "Applications cancelled"),
  ], {
    caption: "Pushes of every run",
    headline:
      "From the first push to the end of the last start; the rate is of applications of which both phases succeeded.",
    none: "No run pushed an application.",
  });
}

/** Makes the table of the time of each phase by kind. */
export function pushPhaseTable(rows: readonly PushPhaseTimes[]): Table {
  return table(rows, [
    column.text("kind", "Kind"),
    column.text(({ phase }) => phaseLabels[phase], "Phase"),
    column.number("n", "n", {
      note: ({ n, ok }) => ok < n ? `${n - ok} not ok` : "",
    }),
    column.duration(({ median }) => median.value, "Median"),
    column.duration(({ p95 }) => p95.value, "p95", { none: "too few" }),
    column.duration(({ p99 }) => p99.value, "p99", { none: "too few" }),
    column.duration("max", "Longest"),
  ], { caption: "Time of a push by kind", none: "There are no pushes." });
}

/** Makes the table of what did not succeed, and why. */
export function pushFailureTable(rows: readonly PushFailure[]): Table {
  return table(rows, [
    column.text("kind", "Kind"),
    column.text(({ phase }) => phaseLabels[phase], "Phase"),
    column.text("outcome", "Outcome"),
    column.text(({ code }) => code === "" ? null : code, "Reason", {
      note: ({ error }) => error,
    }),
    column.number("n", "n"),
  ], {
    caption: "Pushes that did not succeed",
    none: "Every push succeeded.",
  });
}

/** Makes the table of the time of a phase at each tenth of the fill. */
export function fillTable(
  tenths: readonly FillTenth[],
  effects: readonly FillEffect[],
): Table {
  const rows = tenths.filter(({ n }) => n > 0);
  const said = effects.map(({ phase, shift, lower, upper, verdict }) =>
    lower === null || upper === null
      ? `${phaseLabels[phase]}: too few to compare`
      : `${phaseLabels[phase]}: ${verdict}, the last tenth longer by ${
        withSign(shift, formatDuration)
      } (${withSign(lower, formatDuration)} to ${
        withSign(upper, formatDuration)
      })`
  );
  return table(rows, [
    column.text(({ phase }) => phaseLabels[phase], "Phase"),
    column.number("tenth", "Tenth"),
    column.number("n", "n"),
    column.number("failed", "Failed"),
    column.duration(({ median }) => median.value, "Median"),
    column.duration(({ p95 }) => p95.value, "p95", { none: "too few" }),
  ], {
    caption: "Pushes by what is on the platform already",
    headline: said.join(". "),
    none: "There are no pushes.",
  });
}

/** Makes the table of the arithmetic of a mix. */
export function mixTable(checks: readonly MixCheck[]): Table {
  const shown = (label: string, valueOf: (check: MixCheck) => number) =>
    column.cell<MixCheck>(label, "right", (check) => {
      const value = valueOf(check);
      return { text: format(value, check.unit), sort: value };
    });
  return table(checks, [
    column.text("statement", "Statement"),
    shown("Said", ({ expected }) => expected),
    shown("Found", ({ found }) => found),
    column.flag("holds", "Holds"),
  ], { caption: "The push mix" });
}

function format(value: number, unit: string): string {
  if (unit === "B") return `${value / 2 ** 30} GiB`;
  return unit === "1" ? `${(100 * value).toFixed(1)} %` : String(value);
}
