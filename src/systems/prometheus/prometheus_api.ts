/**
 * Client of the Prometheus HTTP API.
 *
 * The library `prometheus-query` is not used: it reads `+Inf` as NaN, throws plain objects instead of errors, leaves
 * the limit of 11,000 steps to the caller, and depends on axios.
 */
import { z } from "zod";
import { isOk } from "../../lab/clients/fetch_json.ts";
import {
  joinSeries,
  PrometheusError,
  QueryData,
  readResponse,
  type Series,
} from "./prometheus_response.ts";
import {
  type PrometheusSelfMetrics,
  toSelfMetrics,
} from "./prometheus_self_metrics.ts";
import { type StepRange, toWindows } from "./query_range_windows.ts";

/** Queries a server; all methods but `ready()` throw `PrometheusError`. */
export interface PrometheusApi extends PrometheusSelfMetrics {
  /**
   * Whether the server is ready, which it is not while it replays its WAL. Never throws, and returns within a second.
   */
  ready(): Promise<boolean>;
  /** Evaluates an expression at one time. @default {now} */
  query(
    promql: string,
    options?: { readonly at?: Date },
  ): Promise<readonly Series[]>;
  /**
   * Evaluates an expression at the steps of a range of any length. Throws `RangeError` for an inverted or invalid
   * range.
   */
  queryRange(promql: string, range: StepRange): Promise<readonly Series[]>;
  /** Active targets. */
  targets(): Promise<readonly Target[]>;
  /** `version`, `revision`, `goVersion` ... */
  buildinfo(): Promise<Readonly<Record<string, string>>>;
  /** Flags without dashes, with their effective values. */
  flags(): Promise<Readonly<Record<string, string>>>;
  /** Statistics of the head block, which is in memory. */
  tsdb(): Promise<HeadStats>;
}

export interface PrometheusApiOptions {
  /** Seconds that a query may take; other requests have at most 10 s. @default {130} */
  readonly timeout?: number;
}

/** Timeout of requests other than queries. */
const RESPONSE_TIMEOUT_S = 10;

/** Timeout of the readiness check. */
const READY_TIMEOUT_S = 0.9;

const Target = z.object({
  labels: z.record(z.string(), z.string()),
  health: z.enum(["up", "down", "unknown"]),
  lastError: z.string(),
  lastScrapeDuration: z.number(),
}).transform(({ labels, ...target }) => ({
  job: labels["job"] ?? "",
  address: labels["instance"] ?? "",
  /** `unknown` until the first scrape. */
  health: target.health,
  /** Error of the last scrape; empty if it succeeded. */
  lastError: target.lastError,
  /** Seconds. */
  lastScrapeDuration: target.lastScrapeDuration,
}));
export type Target = z.infer<typeof Target>;

/** Milliseconds since 1970; an empty head has the smallest and largest 64-bit integers, which become null. */
const HeadTime = z.number().transform((milliseconds) =>
  Number.isSafeInteger(milliseconds) ? new Date(milliseconds) : null
);

const HeadStats = z.object({
  numSeries: z.number(),
  numLabelPairs: z.number(),
  chunkCount: z.number(),
  minTime: HeadTime,
  maxTime: HeadTime,
}).transform(({ numSeries, numLabelPairs, chunkCount, minTime, maxTime }) => ({
  series: numSeries,
  labelPairs: numLabelPairs,
  chunks: chunkCount,
  /** Null for an empty head. */
  minTime,
  maxTime,
}));
export type HeadStats = z.infer<typeof HeadStats>;

const Texts = z.record(z.string(), z.string());

/** Creates a client of the server at `url`, `http://127.0.0.1:9090`. */
export function toPrometheusApi(
  url: string,
  { timeout = 130 }: PrometheusApiOptions = {},
): PrometheusApi {
  const get = async <T>(path: string, data: z.ZodType<T>) =>
    readResponse(
      await request(url, path, {
        timeout: Math.min(RESPONSE_TIMEOUT_S, timeout),
      }),
      data,
    );
  const post = async (path: string, form: Record<string, string>) =>
    readResponse(
      await request(url, path, { timeout, body: new URLSearchParams(form) }),
      QueryData,
    );
  const query: PrometheusApi["query"] = (query, { at = new Date() } = {}) =>
    post("/api/v1/query", { query, time: at.toISOString() });

  return {
    ...toSelfMetrics(query),
    query,
    ready: () => isOk(`${url}/-/ready`, { timeout: READY_TIMEOUT_S }),
    async queryRange(query, range) {
      const parts: (readonly Series[])[] = [];
      // In sequence, so that a query over days adds no more concurrent load than others.
      for (const { start, end, step } of toWindows(range)) {
        parts.push(
          await post("/api/v1/query_range", {
            query,
            start: start.toISOString(),
            end: end.toISOString(),
            step: String(step),
          }),
        );
      }
      return joinSeries(parts);
    },
    async targets() {
      const data = z.object({ activeTargets: z.array(Target) });
      return (await get("/api/v1/targets?state=active", data)).activeTargets;
    },
    buildinfo: () => get("/api/v1/status/buildinfo", Texts),
    flags: () => get("/api/v1/status/flags", Texts),
    async tsdb() {
      const data = z.object({ headStats: HeadStats });
      return (await get("/api/v1/status/tsdb", data)).headStats;
    },
  };
}

async function request(
  url: string,
  path: string,
  { timeout, body = null }: {
    readonly timeout: number;
    /** Body of a POST; null sends a GET. */
    readonly body?: URLSearchParams | null;
  },
): Promise<{ path: string; status: number; text: string }> {
  const signal = AbortSignal.timeout(timeout * 1000);
  try {
    const response = await fetch(`${url}${path}`, {
      method: body === null ? "GET" : "POST",
      body,
      redirect: "manual",
      signal,
    });
    return { path, status: response.status, text: await response.text() };
  } catch (cause) {
    const [errorType, reason] = signal.aborted
      ? ["timeout", `it does not respond within ${timeout} s`]
      : ["unavailable", `it does not respond: ${(cause as Error).message}`];
    throw new PrometheusError(
      `Cannot request ${path} of Prometheus at ${url} as ${reason}`,
      { status: null, errorType, cause },
    );
  }
}
