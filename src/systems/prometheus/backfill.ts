/**
 * Backfills a Prometheus with samples from before its start: on an empty server, a query over the past hours finds
 * almost no data and costs almost nothing. promtool turns OpenMetrics text into blocks:
 * https://prometheus.io/docs/prometheus/latest/storage/#backfilling-from-openmetrics-format
 */
import {
  formatSeries,
  parsePrometheus,
  type Series,
} from "../../lab/probes/prometheus_text.ts";
import type { ProcessGroup } from "../../lab/processes/process_group.ts";
import { seededRandom } from "../../statistics/basics/random.ts";
import { findProgram, isProgram } from "../support/find_program.ts";
import { TARGETS_JOB } from "./prometheus_config.ts";

const program = { names: ["promtool"], debianPackage: "prometheus" };

/** Samples to create for the time before the start. */
export interface Backfill {
  /** The only metric that is backfilled. */
  readonly metric: string;
  /** Length in seconds, up to now. */
  readonly seconds: number;
  /** Seconds after which all values change. */
  readonly value_interval: number;
}

export interface BackfillOptions extends Backfill {
  /** Targets as `host:port`. All must have the same series. */
  readonly addresses: readonly string[];
  /** Seconds from one sample to the next. */
  readonly scrape_interval: number;
  /** Data folder of the Prometheus to be started. */
  readonly data: string;
  /** Path of the Prometheus program: a promtool in the same folder is preferred to the one on PATH. */
  readonly server: string;
  readonly signal: AbortSignal;
}

/**
 * Writes blocks with samples of a metric up to now: each series of it that the first target exports, for every target.
 * Throws `UnavailableError` if promtool is not installed, RangeError if the target does not export the metric, and an
 * Error with the tail of promtool's log if promtool fails.
 */
export async function writeBackfill(
  processes: ProcessGroup,
  options: BackfillOptions,
): Promise<void> {
  const { addresses, data, server, signal } = options;
  const path = findBundledPromtool(server) ?? findProgram(program);
  const [first] = addresses;
  if (first === undefined) return;
  const series = await readSeries(first, options);
  const names = addresses.flatMap((address) =>
    series.map((entry) => toScrapedName(entry, address))
  );
  const file = `${processes.folder}/history.txt`;
  const text = formatBackfill(names, { ...options, end: Date.now() / 1000 });
  await Deno.writeTextFile(file, ReadableStream.from(text), { signal });
  await run(processes, {
    command: [path, "tsdb", "create-blocks-from", "openmetrics", file, data],
    signal,
  });
  await Deno.remove(file);
}

/** Finds the promtool in the folder of a Prometheus; null if there is none. */
function findBundledPromtool(server: string): string | null {
  const promtool = `${server.slice(0, server.lastIndexOf("/"))}/promtool`;
  return isProgram(promtool) ? promtool : null;
}

/** Reads the series from a target's page, so that the labels are right for every exporter. */
async function readSeries(
  address: string,
  { metric, signal }: BackfillOptions,
): Promise<readonly Series[]> {
  const page = await fetch(`http://${address}/metrics`, { signal });
  const { series } = parsePrometheus(await page.text(), {
    keep: (family) => family === metric,
  });
  if (series.length > 0) return series;
  throw new RangeError(
    `Cannot backfill as ${address} does not export the metric: ${metric}`,
  );
}

/** Adds the labels that a scrape adds, so that scraped samples continue the same series. */
function toScrapedName(series: Series, address: string): string {
  const labels = [
    ...series.labels,
    ["instance", address],
    ["job", TARGETS_JOB],
  ] as const;
  return formatSeries({ ...series, labels });
}

export interface FormatOptions extends Backfill {
  readonly scrape_interval: number;
  /** Time of the last samples in seconds since 1970. */
  readonly end: number;
}

/** Yields the OpenMetrics text of series, given by names with labels, in time order. */
export function* formatBackfill(
  names: readonly string[],
  { metric, seconds, scrape_interval, value_interval, end }: FormatOptions,
): Generator<string> {
  const random = seededRandom(0);
  let values: readonly number[] = [];
  let interval = NaN;
  yield `# TYPE ${metric} gauge\n`;
  for (let back = Math.floor(seconds / scrape_interval); back >= 0; back--) {
    const at = end - back * scrape_interval;
    const current = Math.floor(at / value_interval);
    if (current !== interval) {
      interval = current;
      // Same distribution as the targets' values: how well values compress is part of the load.
      values = names.map(() => 10 + Math.floor(random() * 90));
    }
    const time = at.toFixed(3);
    yield names.map((name, index) => `${name} ${values[index]} ${time}\n`)
      .join("");
  }
  yield "# EOF\n";
}

async function run(
  processes: ProcessGroup,
  { command, signal }: {
    readonly command: readonly string[];
    readonly signal: AbortSignal;
  },
): Promise<void> {
  signal.throwIfAborted();
  // promtool keeps unfinished blocks in the temporary folder.
  const env = { TMPDIR: processes.folder };
  const process = processes.spawn("history", command, { env });
  const stop = () => process.signal("SIGKILL");
  signal.addEventListener("abort", stop);
  try {
    const { success } = await process.ended();
    signal.throwIfAborted();
    if (success) return;
    throw new Error(
      `Cannot backfill as promtool failed: ${await process.logTail()}`,
    );
  } finally {
    signal.removeEventListener("abort", stop);
  }
}
