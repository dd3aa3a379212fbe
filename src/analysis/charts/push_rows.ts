/** Rows of the figures of pushes, in the plotted units. */
import type {
  DurationRow,
  FillTenthRow,
  PushProgressRow,
  PushScaleRow,
} from "../../figures/mod.ts";
import { fillTenths } from "../platform/pushes/fill_effect.ts";
import { pushPhases } from "../platform/pushes/push_operations.ts";
import { pushProgress } from "../platform/pushes/push_progress.ts";
import {
  poolScales,
  type PushStudy,
  scaleLabels,
} from "../platform/pushes/push_study.ts";
import { pushPhaseTimes } from "../platform/pushes/push_times.ts";

const MINUTE = 60;

/** Returns a row for each compared run. */
export function pushScaleRows({ scales }: PushStudy): PushScaleRow[] {
  return scales.flatMap(({ cells, runs }) =>
    runs.map(({ run, push, all_in }) => ({
      cells,
      minutes: all_in === null ? null : all_in / MINUTE,
      perMinute: push.rate === null ? null : push.rate * MINUTE,
      lost: 100 * (push.failed + push.cancelled) / push.apps,
      doubtful: run.disturbed,
    }))
  );
}

/** Returns the parts of the time of each compared run. */
export function pushProgressRows(study: PushStudy): PushProgressRow[] {
  const parts = pushProgress(study.operations);
  return study.scales.flatMap(({ label, cells, runs }) =>
    runs.flatMap(({ run: { run_id }, push }) => {
      let failed = 0;
      return parts.filter((part) => part.run_id === run_id).map((part) => {
        failed += part.failed;
        return {
          ...{ series: label, run: run_id },
          from: part.from / MINUTE,
          to: part.to / MINUTE,
          done: 100 * part.done / push.apps,
          rate: part.rate * MINUTE / cells,
          failed: 100 * failed / push.apps,
        };
      });
    })
  );
}

/** Returns a row for each compared run, phase and tenth of the order of pushes. */
export function fillTenthRows(study: PushStudy): FillTenthRow[] {
  const labels = scaleLabels(study);
  const tenths = fillTenths(study.operations).filter(({ n }) => n > 0);
  return study.scales.flatMap(({ label }) =>
    tenths.filter(({ run_id }) => labels.get(run_id) === label)
      .map(({ run_id, phase, tenth, n, failed, median, p95 }) => ({
        ...{ column: label, row: phase, run: run_id, tenth, n, failed },
        ...{ median: median.value, p95: p95.value },
      }))
  );
}

/** Returns a row for each phase, kind and number of cells, in seconds. */
export function pushKindRows(study: PushStudy): DurationRow[] {
  const times = pushPhaseTimes(poolScales(study));
  const kinds = study.mix.map(({ kind }) => kind);
  return pushPhases.flatMap((panel) =>
    kinds.flatMap((kind) =>
      study.scales.flatMap(({ label }) =>
        times.filter((row) =>
          row.phase === panel && row.kind === kind && row.run_id === label
        ).map(({ ok, median, p95, max }): DurationRow => ({
          ...{ panel, label: `${kind}, ${label}`, n: ok, max },
          ...{ median: median.value, lower: median.lower, upper: median.upper },
          ...{ p95: p95.value, first: null, last: null },
        }))
      )
    )
  );
}
