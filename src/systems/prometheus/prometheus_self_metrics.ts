/** What a Prometheus that scrapes itself tells of itself. Gauges hide an outage of up to five minutes: do not look for one there. */
import type { Series } from "./prometheus_response.ts";
import { SELF_JOB, toDuration } from "./prometheus_config.ts";

/** A stretch of time. */
export interface Span {
  readonly start: Date;
  readonly end: Date;
}

/** Bytes on disk; null where this version does not tell. */
export interface StorageSize {
  /** Finished blocks: none in the first hours. */
  readonly blocks: number | null;
  readonly wal: number | null;
  readonly headChunks: number | null;
}

/** Figures are null while it has not scraped itself, or had not then. */
export interface PrometheusFigures {
  /** When the process that scraped itself last was started, to a second. */
  startTime(): Promise<Date | null>;
  /** How often another process scraped itself than before; one that ends before its first scrape is not seen. */
  restarts(span: Span): Promise<number | null>;
  /** Series in memory at a time. @default {now} */
  headSeries(at?: Date): Promise<number | null>;
  /** Samples written a second, floats and histograms, of all targets and of itself. */
  datapointsRate(span: Span): Promise<number | null>;
  /** @default {now} */
  storageSize(at?: Date): Promise<StorageSize>;
}

type Query = (
  promql: string,
  options?: { readonly at?: Date },
) => Promise<readonly Series[]>;

const SELF = `{job="${SELF_JOB}"}`;

/** The figures, each asked for by a query. */
export function toFigures(query: Query): PrometheusFigures {
  async function ask(promql: string, at = new Date()): Promise<number | null> {
    const [series] = await query(promql, { at });
    return series?.points[0]?.value ?? null;
  }

  return {
    async startTime() {
      const seconds = await ask(`process_start_time_seconds${SELF}`);
      return seconds === null ? null : new Date(Math.round(seconds * 1000));
    },
    async restarts({ start, end }) {
      const range = `process_start_time_seconds${SELF}[${width(start, end)}]`;
      const [before, first, changes] = await Promise.all([
        ask(`process_start_time_seconds${SELF}`, start),
        // Start times only grow.
        ask(`min_over_time(${range})`, end),
        ask(`changes(${range})`, end),
      ]);
      if (changes === null) return null;
      // One that crashed before it scraped itself in this span is known from before.
      return changes + (before === null || before === first ? 0 : 1);
    },
    headSeries: (at) => ask(`prometheus_tsdb_head_series${SELF}`, at),
    datapointsRate: ({ start, end }) =>
      ask(
        `sum(rate(prometheus_tsdb_head_samples_appended_total${SELF}[${
          width(start, end)
        }]))`,
        end,
      ),
    async storageSize(at) {
      const [blocks, wal, headChunks] = await Promise.all([
        ask(`prometheus_tsdb_storage_blocks_bytes${SELF}`, at),
        ask(`prometheus_tsdb_wal_storage_size_bytes${SELF}`, at),
        ask(`prometheus_tsdb_head_chunks_storage_size_bytes${SELF}`, at),
      ]);
      return { blocks, wal, headChunks };
    },
  };
}

function width(start: Date, end: Date): string {
  return toDuration((end.getTime() - start.getTime()) / 1000);
}
