/**
 * The page of a scrape target, in Avalanche's shape. Names and labels are the same for all targets, so there is one page,
 * and what differs is written into a copy of it: a value of two digits and a cycle_id of four for each series. Both follow
 * from the target and the time alone: nothing is kept for a target, and an exporter that is started again goes on.
 */
import { seededRandom } from "../../../statistics/basics/random.ts";
import type { TargetShape } from "./shape.ts";

/** Identities that a series goes through before it has the first again: at one an hour, more than a year. */
const CYCLES = 10_000;

export interface Page {
  readonly shape: TargetShape;
  /** The page with zeros for digits. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Where each series' cycle_id ends. */
  readonly cycleEnds: Uint32Array;
  /** Where each series' value ends. */
  readonly valueEnds: Uint32Array;
}

export interface PageMoment {
  /** Index of the target. */
  readonly target: number;
  /** Seconds since the targets were first started. */
  readonly elapsed: number;
}

/** Name of the metric at an index; not Avalanche's, so that nobody takes one for the other. */
export function metricName(index: number): string {
  return `loadline_metric_${index}`;
}

/** What the pages of all targets have in common. */
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
      `# HELP ${name} Load for what scrapes it, and no figure of anything.\n`;
    block += `# TYPE ${name} gauge\n`;
    for (let id = 0; id < series; id++) {
      block += `${name}{cycle_id="0000`;
      cycleEnds[count] = length + block.length;
      block += `",${labels}series_id="${id}"} 00`;
      valueEnds[count] = length + block.length;
      block += "\n";
      count++;
    }
    // All of it is ASCII: as many bytes as characters.
    blocks.push(new TextEncoder().encode(block));
    length += block.length;
  }
  return { shape, bytes: join(blocks, length), cycleEnds, valueEnds };
}

/** The page of a target at a moment. */
export function renderPage(
  { shape, bytes, cycleEnds, valueEnds }: Page,
  { target, elapsed }: PageMoment,
): Uint8Array<ArrayBuffer> {
  const page = bytes.slice();
  const interval = Math.floor(elapsed / shape.value_interval);
  const random = seededRandom(seedOf(target, interval));
  for (const end of valueEnds) {
    // Like Avalanche's a whole number below 100, as how well values compress is part of the load.
    writeNumber(page, 10 + Math.floor(random() * 90), end);
  }
  const count = cycleEnds.length;
  // Series are replaced one after another in the order of the page, over and over.
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

/** Two odd factors spread neighbours over all seeds: the golden ratio's, and one of MurmurHash3's. */
function seedOf(target: number, interval: number): number {
  return Math.imul(target + 1, 0x9e3779b1) ^
    Math.imul(interval + 1, 0x85ebca6b);
}

/** Writes a number over the zeros that stand before `end`. */
function writeNumber(bytes: Uint8Array, number: number, end: number): void {
  let at = end;
  for (let rest = number; rest > 0; rest = Math.floor(rest / 10)) {
    bytes[--at] = 48 + rest % 10;
  }
}
