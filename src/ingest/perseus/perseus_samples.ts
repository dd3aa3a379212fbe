/** Collects the values of seconds as samples, in batches. */
import { addRows, emptyBatch, type OpenBatch } from "../../record/mod.ts";
import type { PerseusSeconds } from "./perseus_seconds.ts";

/** Samples of one piece. */
export type SampleBatch = OpenBatch<"samples", "at" | "value">;

/** Creates a batch with the shapes of each source: its increments, then its errors. */
export function openSamples(
  run_id: string,
  sources: readonly string[],
): SampleBatch {
  const batch = emptyBatch("samples", ["at", "value"]);
  for (const source of sources) {
    for (const metric of ["increments", "errors"]) {
      batch.shapes.push({
        run_id,
        source,
        metric,
        unit: "1/s",
        at: null,
        value: 0,
      });
    }
  }
  return batch;
}

/** Adds the values of seconds, of all sources; `times` are their Unix times in ms, NaN for seconds that are left out. */
export function addSeconds(
  batch: SampleBatch,
  { values }: Pick<PerseusSeconds, "values">,
  times: Float64Array,
): void {
  const width = batch.shapes.length;
  let kept = 0;
  for (const time of times) kept += Number.isNaN(time) ? 0 : 1;
  let row = addRows(batch, { shape: 0, rows: kept * width });
  const { shape, numbers: { at, value } } = batch;
  for (let second = 0; second < times.length; second++) {
    const time = times[second]!;
    if (Number.isNaN(time)) continue;
    for (let i = 0; i < width; i++) {
      shape[row] = i;
      at[row] = time;
      value[row] = values[second * width + i]!;
      row++;
    }
  }
}
