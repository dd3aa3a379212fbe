/** Tables of pushes by number of cells: time, kinds, failures, the effect of fill, and the arithmetic of what ran. */
import { formatDuration, withSign } from "../../../record/mod.ts";
import { column, type Table, table } from "../../../report/cells.ts";
import { fillEffects } from "../pushes/fill_effect.ts";
import { mixPerCell, plannedPerCell } from "../pushes/mix_check.ts";
import { pushFailures } from "../pushes/push_failures.ts";
import {
  poolScales,
  type PushScale,
  type PushStudy,
} from "../pushes/push_study.ts";
import { pushPhaseTimes } from "../pushes/push_times.ts";
import { sumRan } from "../pushes/ran_instances.ts";

const GIB = 2 ** 30;

/** Makes the table of the time until the last push ended, a row for each number of cells. */
export function pushScaleTable({ scales }: PushStudy): Table {
  return table(scales, [
    column.number("cells", "Cells"),
    column.number(({ runs }) => runs.length, "Runs", {
      note: ({ runs, seconds }) =>
        seconds.n < runs.length ? `${seconds.n} came to the last push` : "",
    }),
    column.number(({ apps, runs }) => apps / runs.length, "Applications"),
    column.duration(({ seconds }) => seconds.mean, "Last push ended after", {
      note: ({ seconds: { lower, upper } }) => rangeOf(lower, upper),
    }),
    column.number(({ rate }) => rate.mean, "Rate [1/min]", {
      ...{ unit: "1/min", digits: 4 },
    }),
    column.percent(({ failed, apps }) => failed / apps, "Failed", {
      note: ({ failed }) => String(failed),
    }),
    column.percent(
      ({ cancelled, apps }) => cancelled / apps,
      "Applications cancelled",
      {
        note: ({ cancelled }) => String(cancelled),
      },
    ),
  ], {
    caption: "Pushes by number of cells",
    headline:
      "Means of the runs; in brackets, the 95 % interval of the mean over the seeds of the runs (t). Applications of one run; failed and cancelled of all runs. The rate is of applications of which both phases succeeded.",
    none: "No run pushed the whole mix.",
  });
}

function rangeOf(lower: number | null, upper: number | null): string {
  return lower === null || upper === null
    ? ""
    : `${formatDuration(lower)} to ${formatDuration(upper)}`;
}

/** Makes the table of both phases by kind and number of cells. */
export function pushKindTable(study: PushStudy): Table {
  return table(inOrderOf(study, pushPhaseTimes(poolScales(study))), [
    column.text(({ run_id }) => run_id, "Cells"),
    column.text("kind", "Kind"),
    column.text("phase", "Phase"),
    column.number("n", "n", {
      note: ({ n, ok }) => ok < n ? `${n - ok} not ok` : "",
    }),
    column.duration(({ median }) => median.value, "Median"),
    column.duration(({ p95 }) => p95.value, "p95", { none: "too few" }),
    column.duration(({ p99 }) => p99.value, "p99", {
      ...{ none: "too few", detail: true },
    }),
    column.duration("max", "Longest"),
  ], {
    caption: "Time of a push by kind and number of cells",
    headline: "Of all runs with a number of cells together.",
    none: "There are no pushes.",
  });
}

/** Makes the table of what did not succeed, and why, of all kinds and runs of a number of cells. */
export function pushReasonTable(study: PushStudy): Table {
  const operations = poolScales(study)
    .map((operation) => ({ ...operation, kind: "" }));
  const apps = new Map(study.scales.map(({ label, apps }) => [label, apps]));
  return table(inOrderOf(study, pushFailures(operations)), [
    column.text(({ run_id }) => run_id, "Cells"),
    column.text("phase", "Phase"),
    column.text("outcome", "Outcome"),
    column.text(({ code }) => code === "" ? null : code, "Reason", {
      note: ({ error }) => error,
    }),
    column.number("n", "n"),
    column.percent(
      ({ run_id, n }) => n / (apps.get(run_id) ?? NaN),
      "Share of the applications",
    ),
  ], {
    caption: "Phases that did not succeed",
    headline:
      "Of all runs with a number of cells. A start is cancelled where its push failed.",
    none: "Every push succeeded.",
  });
}

/** Makes the table of the shift from the third tenth of each run to the last. */
export function fillEffectTable(study: PushStudy): Table {
  const effects = fillEffects(study.operations);
  const rows = study.scales.flatMap(({ label, runs }) =>
    runs.flatMap(({ run }) =>
      effects.filter(({ run_id }) => run_id === run.run_id)
        .map((effect) => ({ ...effect, label, repetition: run.repetition }))
    )
  );
  return table(rows, [
    column.text("label", "Cells"),
    column.number("repetition", "Repetition"),
    column.text("phase", "Phase"),
    column.duration("base_median", "Third tenth"),
    column.cell(
      "Last tenth longer by",
      "right",
      ({ shift, lower, upper }) => ({
        text: withSign(shift, formatDuration),
        sort: shift,
        note: lower === null || upper === null
          ? ""
          : `${withSign(lower, formatDuration)} to ${
            withSign(upper, formatDuration)
          }`,
      }),
    ),
    column.text(
      ({ verdict }) => verdict === "same" ? "not told apart" : verdict,
      "Verdict",
    ),
  ], {
    caption: "Whether a push takes longer on a full platform",
    headline:
      "Median of the third tenth; shift of Hodges and Lehmann with its 95 % interval. Not told apart: the interval has zero.",
    none: "There are too few pushes to compare.",
  });
}

/** Makes the table of what the plan says of a size, and what was recorded and ran. */
export function pushArithmeticTable(study: PushStudy): Table {
  const perCell = mixPerCell(study.mix);
  const rows = study.scales.map((scale) => ({ scale, ...ranOf(scale, study) }));
  const both = (
    values: readonly number[],
    format: (value: number) => string,
  ) => {
    const low = format(Math.min(...values));
    const high = format(Math.max(...values));
    return values.length === 0 ? "–" : low === high ? low : `${low} to ${high}`;
  };
  const count = (value: number) => Math.round(value).toLocaleString("en-US");
  return table(rows, [
    column.number(({ scale }) => scale.cells, "Cells"),
    column.number(
      ({ scale }) => perCell.apps * scale.cells * study.fill,
      "Applications planned",
    ),
    column.cell(
      "Applications recorded",
      "right",
      ({ scale }) => both(scale.runs.map(({ push }) => push.apps), count),
    ),
    column.number(
      ({ scale }) => plannedPerCell.instances * scale.cells * study.fill,
      "Instances planned",
    ),
    column.cell(
      "Instances that ran",
      "right",
      ({ instances }) => both(instances, count),
    ),
    column.cell(
      "Memory a cell, planned",
      "right",
      () => `${plannedPerCell.memory * study.fill / GIB} GiB`,
    ),
    column.cell(
      "Memory a cell, of what ran",
      "right",
      ({ memory, scale }) =>
        both(
          memory.map((bytes) => bytes / scale.cells / GIB),
          (value) => `${value.toFixed(2)} GiB`,
        ),
    ),
  ], {
    caption: "What was planned, and what ran",
    headline:
      "Least and most over the runs. An application that failed has no instance, so that fewer run than were planned.",
    none: "No run pushed the whole mix.",
  });
}

function ranOf({ runs }: PushScale, { ran, mix }: PushStudy) {
  const totals = runs.flatMap(({ run }) => sumRan(ran, mix, run.run_id) ?? []);
  return {
    instances: totals.map(({ instances }) => instances),
    memory: totals.map(({ memory }) => memory),
  };
}

/** Puts rows whose run is a label of cells in the order of the scales. */
function inOrderOf<Row extends { readonly run_id: string }>(
  { scales }: Pick<PushStudy, "scales">,
  rows: readonly Row[],
): Row[] {
  return scales.flatMap(({ label }) =>
    rows.filter(({ run_id }) => run_id === label)
  );
}
