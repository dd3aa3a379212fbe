/**
 * What a Prometheus would have scraped before it was started: without hours behind it, a query that looks back finds next to
 * nothing, and costs as little. Made by promtool, which turns OpenMetrics text into blocks:
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

/** What there is to be of the time before the start. */
export interface History {
  /** The one metric that has a history. */
  readonly metric: string;
  /** How far it goes back from now. */
  readonly seconds: number;
  /** Seconds after which all values change. */
  readonly value_interval: number;
}

export interface HistoryOptions extends History {
  /** Targets, `host:port` each. All must have the same series. */
  readonly addresses: readonly string[];
  /** Seconds from one sample to the next. */
  readonly scrape_interval: number;
  /** Folder of the Prometheus that is yet to be started. */
  readonly data: string;
  /** Path of that Prometheus: a promtool in the same folder comes before the one on PATH. */
  readonly beside: string;
  readonly signal: AbortSignal;
}

/**
 * Writes blocks with the history of a metric, up to now, for every series of it that the first target has, at every target.
 * Throws `UnavailableError` when promtool is not installed, RangeError when the target does not have the metric, and an Error
 * with promtool's last words when it fails.
 */
export async function makeHistory(
  processes: ProcessGroup,
  options: HistoryOptions,
): Promise<void> {
  const { addresses, data, beside, signal } = options;
  const path = neighbour(beside) ?? findProgram(program);
  const [first] = addresses;
  if (first === undefined) return;
  const series = await readSeries(first, options);
  const names = addresses.flatMap((address) =>
    series.map((one) => nameScraped(one, address))
  );
  const file = `${processes.folder}/history.txt`;
  const text = formatHistory(names, { ...options, end: Date.now() / 1000 });
  await Deno.writeTextFile(file, ReadableStream.from(text), { signal });
  await run(processes, {
    command: [path, "tsdb", "create-blocks-from", "openmetrics", file, data],
    signal,
  });
  await Deno.remove(file);
}

/** The promtool that came with a Prometheus; null where it came without. */
function neighbour(path: string): string | null {
  const near = `${path.slice(0, path.lastIndexOf("/"))}/promtool`;
  return isProgram(near) ? near : null;
}

/** A target's own page tells the labels, so that they are those of each exporter there is. */
async function readSeries(
  address: string,
  { metric, signal }: HistoryOptions,
): Promise<readonly Series[]> {
  const page = await fetch(`http://${address}/metrics`, { signal });
  const { series } = parsePrometheus(await page.text(), {
    keep: (family) => family === metric,
  });
  if (series.length > 0) return series;
  throw new RangeError(
    `Cannot make a history as ${address} does not have the metric: ${metric}`,
  );
}

/** With the labels that a scrape adds: only then does what is scraped later go on with the same series. */
function nameScraped(series: Series, address: string): string {
  const labels = [
    ...series.labels,
    ["instance", address],
    ["job", TARGETS_JOB],
  ] as const;
  return formatSeries({ ...series, labels });
}

export interface FormatOptions extends History {
  readonly scrape_interval: number;
  /** Time of the last samples: seconds since 1970. */
  readonly end: number;
}

/** OpenMetrics text of series by their names, piece by piece, in the order of time. */
export function* formatHistory(
  names: readonly string[],
  { metric, seconds, scrape_interval, value_interval, end }: FormatOptions,
): Generator<string> {
  const random = seededRandom(0);
  let values: readonly number[] = [];
  let interval = NaN;
  yield `# TYPE ${metric} gauge\n`;
  for (let back = Math.floor(seconds / scrape_interval); back >= 0; back--) {
    const at = end - back * scrape_interval;
    const entered = Math.floor(at / value_interval);
    if (entered !== interval) {
      interval = entered;
      // Like those of the targets, as how well values compress is part of the load.
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
  // It keeps what is not yet a block where temporary files are.
  const env = { TMPDIR: processes.folder };
  const process = processes.spawn("history", command, { env });
  const stop = () => process.signal("SIGKILL");
  signal.addEventListener("abort", stop);
  try {
    const { success } = await process.ended();
    signal.throwIfAborted();
    if (success) return;
    throw new Error(
      `Cannot make a history as promtool failed: ${await process.lastWords()}`,
    );
  } finally {
    signal.removeEventListener("abort", stop);
  }
}
