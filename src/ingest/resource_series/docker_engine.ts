/**
 * Reads containers from the JSON of Docker's engine: an object a line, one object, or a list.
 *
 * Times of processors are sums since the start of the container; what one used is the difference of a reading to the one
 * before, which the engine repeats, except in the first.
 */
import {
  entriesAt,
  listAt,
  msAt,
  numberAt,
  textAt,
} from "../load_frame/document.ts";
import type { SourceFile } from "../source/importer.ts";
import { parseJson } from "../source/json.ts";

/** Reading of a container. */
export interface Reading {
  readonly source: string;
  /** Unix time in ms. */
  readonly ms: number;
  readonly values: readonly (readonly [
    metric: string,
    symbol: string,
    value: number,
  ])[];
}

/** Returns true for a text that begins as the engine's JSON does. */
export function isOfEngine(text: string): boolean {
  return /^[{[]/.test(text) &&
    ["cpu_stats", "memory_stats"].every((key) => text.includes(`"${key}"`));
}

/** Yields the containers of a file; null for a line that is not JSON. Throws `InputError` if the whole file is not JSON. */
export function* containersOf(file: SourceFile): Generator<unknown> {
  let isList = true;
  for (const line of file.lines()) {
    const text = line.trim();
    if (text === "") continue;
    // An object a line, unless the first line is not an object.
    if (isList && !/^\{.*\}$/.test(text)) break;
    isList = false;
    yield maybeJson(text);
  }
  if (!isList) return;
  const json = parseJson(file);
  yield* Array.isArray(json) ? json : [json];
}

function maybeJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** Returns the Unix time of a reading in ms; NaN if it has none. */
export function timeOfReading(container: unknown): number {
  return msAt(container, "read");
}

/** Returns what a reading says; null for other values. */
export function readingOf(container: unknown): Reading | null {
  const memory = memoryOf(container);
  const processors = processorsOf(container);
  if (textAt(container, "read") === "") return null;
  const sum = (kind: string) =>
    entriesAt(container, "networks").reduce<number | null>((total, [, of]) => {
      const bytes = numberAt(of, kind);
      return bytes === null ? total : (total ?? 0) + bytes;
    }, null);
  const found: readonly (readonly [string, string, number | null])[] = [
    ["cpu", "1", processors],
    ["memory", "B", memory],
    ["memory_limit", "B", numberAt(container, "memory_stats/limit")],
    ["network_rx", "B", sum("rx_bytes")],
    ["network_tx", "B", sum("tx_bytes")],
    ["disk_read", "B", blocksOf(container, "read")],
    ["disk_write", "B", blocksOf(container, "write")],
    ["threads", "", numberAt(container, "pids_stats/current")],
  ];
  const values = found.flatMap(([metric, symbol, value]) =>
    value === null ? [] : [[metric, symbol, value] as const]
  );
  const name = textAt(container, "name").replace(/^\//, "");
  return {
    source: name || textAt(container, "id").slice(0, 12) || "container",
    ms: timeOfReading(container),
    values,
  };
}

/** Returns the cores used since the reading before; null for the first one. */
function processorsOf(container: unknown): number | null {
  const used = (of: string) =>
    numberAt(container, `${of}/cpu_usage/total_usage`);
  const [now, before] = [used("cpu_stats"), used("precpu_stats")];
  // The first reading has none before it.
  const ms = timeOfReading(container) - msAt(container, "preread");
  return now === null || before === null || !(ms > 0) || now < before
    ? null
    : (now - before) / (ms * 1e6);
}

/** Returns the memory in use without the cache that can be dropped, as the command shows it. */
function memoryOf(container: unknown): number | null {
  const usage = numberAt(container, "memory_stats/usage");
  if (usage === null) return null;
  const cache = numberAt(container, "memory_stats/stats/total_inactive_file") ??
    numberAt(container, "memory_stats/stats/inactive_file") ?? 0;
  return cache < usage ? usage - cache : usage;
}

function blocksOf(container: unknown, operation: string): number | null {
  const entries = listAt(container, "blkio_stats/io_service_bytes_recursive")
    .filter((entry) => textAt(entry, "op").toLowerCase() === operation);
  return entries.length === 0 ? null : entries.reduce<number>(
    (sum, entry) => sum + (numberAt(entry, "value") ?? 0),
    0,
  );
}
