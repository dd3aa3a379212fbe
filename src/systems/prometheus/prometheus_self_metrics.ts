/**
 * Self metrics of a Prometheus that scrapes itself. Instant queries return the last value of a gauge for up to five
 * minutes, so they do not show a shorter outage.
 */
import type { Series } from "./prometheus_response.ts";
import { SELF_JOB, toDuration } from "./prometheus_config.ts";

/** A time range. */
export interface Span {
  readonly start: Date;
  readonly end: Date;
}

/** Bytes on disk; null if this version does not export the metric. */
export interface StorageSize {
  /** Finished blocks: 0 in the first hours. */
  readonly blocks: number | null;
  readonly wal: number | null;
  readonly headChunks: number | null;
}

/** Metrics are null if the server had not scraped itself by that time. */
export interface PrometheusSelfMetrics {
  /** Start time of the process that scraped itself last, to the second. */
  startTime(): Promise<Date | null>;
  /** Number of restarts in a range; a process that ends before its first scrape of itself is not counted. */
  restarts(span: Span): Promise<number | null>;
  /** Number of series in the head block. @default {now} */
  headSeries(at?: Date): Promise<number | null>;
  /** Samples ingested per second, floats and histograms, of all targets and of itself. */
  datapointsRate(span: Span): Promise<number | null>;
  /** @default {now} */
  storageSize(at?: Date): Promise<StorageSize>;
}

type Query = (
  promql: string,
  options?: { readonly at?: Date },
) => Promise<readonly Series[]>;

const SELF = `{job="${SELF_JOB}"}`;

/** Returns the metrics, each read with an instant query. */
export function toSelfMetrics(query: Query): PrometheusSelfMetrics {
  async function read(promql: string, at = new Date()): Promise<number | null> {
    const [series] = await query(promql, { at });
    return series?.points[0]?.value ?? null;
  }

  return {
    async startTime() {
      const seconds = await read(`process_start_time_seconds${SELF}`);
      return seconds === null ? null : new Date(Math.round(seconds * 1000));
    },
    async restarts({ start, end }) {
      const range = `process_start_time_seconds${SELF}[${width(start, end)}]`;
      const [before, first, changes] = await Promise.all([
        read(`process_start_time_seconds${SELF}`, start),
        // Start times only grow, so the minimum is the first.
        read(`min_over_time(${range})`, end),
        read(`changes(${range})`, end),
      ]);
      if (changes === null) return null;
      // changes() misses a restart before the first scrape of the range.
      return changes + (before === null || before === first ? 0 : 1);
    },
    headSeries: (at) => read(`prometheus_tsdb_head_series${SELF}`, at),
    datapointsRate: ({ start, end }) =>
      read(
        `sum(rate(prometheus_tsdb_head_samples_appended_total${SELF}[${
          width(start, end)
        }]))`,
        end,
      ),
    async storageSize(at) {
      const [blocks, wal, headChunks] = await Promise.all([
        read(`prometheus_tsdb_storage_blocks_bytes${SELF}`, at),
        read(`prometheus_tsdb_wal_storage_size_bytes${SELF}`, at),
        read(`prometheus_tsdb_head_chunks_storage_size_bytes${SELF}`, at),
      ]);
      return { blocks, wal, headChunks };
    },
  };
}

function width(start: Date, end: Date): string {
  return toDuration((end.getTime() - start.getTime()) / 1000);
}
