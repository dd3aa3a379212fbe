/**
 * Renders the page of a scrape target, in Avalanche's shape. Names and labels are the same for all targets, so one
 * template is copied and two fields per series are overwritten: a value of two digits and a cycle_id of four. Both are
 * functions of target and time only, so there is no state per target, and a restarted exporter continues.
 */
import { seededRandom } from "../../../statistics/basics/random.ts";
import type { TargetShape } from "./shape.ts";

/** Identities of a series before the first one is reused: at one per hour, more than a year. */
const CYCLES = 10_000;

export interface Page {
  readonly shape: TargetShape;
  /** Template with zeros for digits. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** End offset of each series' cycle_id. */
  readonly cycleEnds: Uint32Array;
  /** End offset of each series' value. */
  readonly valueEnds: Uint32Array;
}

export interface PageMoment {
  /** Index of the target. */
  readonly target: number;
  /** Seconds since the targets were first started. */
  readonly elapsed: number;
}

/** Returns the name of the metric at an index; differs from Avalanche's to avoid confusion. */
export function metricName(index: number): string {
  return `loadline_metric_${index}`;
}

/** Creates the template of all targets' pages. */
export function makePage(shape: TargetShape): Page {
  const { metrics, series } = shape;
  const labels = formatLabels(shape);
  const cycleEnds = new Uint32Array(metrics * series);
  const valueEnds = new Uint32Array(metrics * series);
  const blocks: Uint8Array[] = [];
  let length = 0;
  let count = 0;
  for (let metric = 0; metric < metrics; metric++) {
    const name = metricName(metric);
    let block =
      `# HELP ${name} Synthetic load for scrapers: values have no meaning.\n`;
    block += `# TYPE ${name} gauge\n`;
    for (let id = 0; id < series; id++) {
      block += `${name}{cycle_id="0000`;
      cycleEnds[count] = length + block.length;
      block += `",${labels}series_id="${id}"} 00`;
      valueEnds[count] = length + block.length;
      block += "\n";
      count++;
    }
    // All ASCII: offsets in characters are offsets in bytes.
    blocks.push(new TextEncoder().encode(block));
    length += block.length;
  }
  return { shape, bytes: join(blocks, length), cycleEnds, valueEnds };
}

/** Renders the page of a target at a time. */
export function renderPage(
  { shape, bytes, cycleEnds, valueEnds }: Page,
  { target, elapsed }: PageMoment,
): Uint8Array<ArrayBuffer> {
  const page = bytes.slice();
  const interval = Math.floor(elapsed / shape.value_interval);
  const random = seededRandom(seedOf(target, interval));
  for (const end of valueEnds) {
    // Integers below 100 like Avalanche's: how well values compress is part of the load.
    writeNumber(page, 10 + Math.floor(random() * 90), end);
  }
  const count = cycleEnds.length;
  // Series are replaced round-robin in page order.
  const replaced = Math.floor(shape.churn * count * elapsed / 3600);
  for (const [index, end] of cycleEnds.entries()) {
    const cycle = Math.floor((replaced + count - 1 - index) / count);
    writeNumber(page, cycle % CYCLES, end);
  }
  return page;
}

function formatLabels({ labels }: TargetShape): string {
  return Array.from(
    { length: labels },
    (_, index) => `label_key_kkkkk_${index}="label_val_vvvvv_${index}",`,
  ).join("");
}

function join(
  blocks: readonly Uint8Array[],
  length: number,
): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const block of blocks) {
    bytes.set(block, at);
    at += block.length;
  }
  return bytes;
}

/** Two odd factors spread adjacent inputs over all seeds: the golden ratio's, and one of MurmurHash3. */
function seedOf(target: number, interval: number): number {
  return Math.imul(target + 1, 0x9e3779b1) ^
    Math.imul(interval + 1, 0x85ebca6b);
}

/** Writes a number over the zeros before `end`. */
function writeNumber(bytes: Uint8Array, number: number, end: number): void {
  let at = end;
  for (let rest = number; rest > 0; rest = Math.floor(rest / 10)) {
    bytes[--at] = 48 + rest % 10;
  }
}
