/** Parts of tiles that several kinds of runs share. */
import { counted, formatDuration, formatValue } from "../../record/mod.ts";
import type { Meaning, TileParts } from "../../report/mod.ts";
import type { RunContent } from "../facts/run_content.ts";
import { resultMeanings } from "../sections/objectives.ts";

/** Says how many values a figure is of: `n = 4,812 operations`. */
export function sampleSize(n: number, one: string, many = `${one}s`): string {
  return `n = ${counted(n, one, many)}`;
}

/** Splits a formatted value at its last space into value and unit: `523 ms`. */
export function split(text: string): Pick<TileParts, "value"> & {
  readonly unit: string;
} {
  const at = text.lastIndexOf(" ");
  return at < 0
    ? { value: text, unit: "" }
    : { value: text.slice(0, at), unit: text.slice(at + 1) };
}

/** Formats seconds; a dash where there are too few values. */
export function duration(seconds: number | null) {
  return seconds === null
    ? { value: "–", unit: "" }
    : split(formatDuration(seconds));
}

/** Meaning of a figure by its objective; unsure in a run that does not count, neutral without an objective. */
export function meaningOf({ judged }: RunContent, metric: string): Meaning {
  if (judged.status !== "ok") return "unsure";
  const found = judged.objectives.find((one) => one.metric === metric);
  return found ? resultMeanings[found.result] : "neutral";
}

/** Meaning of a figure without an objective. */
export function plainMeaning({ judged }: RunContent): Meaning {
  return judged.status === "ok" ? "neutral" : "unsure";
}

/** Tile of the peak memory of the system; none where it was not sampled. */
export function memoryTile(content: RunContent, budget: number): TileParts[] {
  const { memory } = content;
  if (memory === null) return [];
  const { bytes, source, samples, processes } = memory;
  return [{
    label: processes > 1 ? `Peak memory, ${source}` : "Peak memory",
    value: formatValue(bytes, "MiB", { digits: 3 }),
    unit: "MiB",
    interval: budget > 0 ? `of ${formatValue(budget, "MiB")} MiB allowed` : "",
    n: `${sampleSize(samples, "sample")}${
      processes > 1 ? `, the highest of ${processes} nodes` : ""
    }`,
    meaning: plainMeaning(content),
  }];
}
