/**
 * The HTTP API of Prometheus.
 *
 * Not a library: `prometheus-query` reads `+Inf` as NaN, throws plain objects that are no errors, leaves the limit of 11,000
 * steps to its caller, and brings axios with it.
 */
import { z } from "zod";
import {
  joinSeries,
  PrometheusError,
  QueryData,
  readAnswer,
  type Series,
} from "./prometheus_response.ts";
import { type PrometheusFigures, toFigures } from "./prometheus_self_metrics.ts";
import { type StepRange, toWindows } from "./query_range_windows.ts";

/** Asks a server; all but `ready()` throw `PrometheusError`. */
export interface PrometheusApi extends PrometheusFigures {
  /** Whether it serves: not so while it replays its log. Never throws, and answers within a second. */
  ready(): Promise<boolean>;
  /** The value of an expression at a time. @default {now} */
  query(
    promql: string,
    options?: { readonly at?: Date },
  ): Promise<readonly Series[]>;
  /** The values of an expression at the steps of a range of any length. Throws `RangeError` for a range that is none. */
  queryRange(promql: string, range: StepRange): Promise<readonly Series[]>;
  /** What it scrapes now. */
  targets(): Promise<readonly Target[]>;
  /** `version`, `revision`, `goVersion` ... */
  buildinfo(): Promise<Readonly<Record<string, string>>>;
  /** Its flags, without dashes, with the values it runs with. */
  flags(): Promise<Readonly<Record<string, string>>>;
  /** What it has in memory. */
  tsdb(): Promise<HeadStats>;
}

export interface PrometheusApiOptions {
  /** Seconds that a query may take; other requests have ten at most. @default {130} */
  readonly timeout?: number;
}

/** Seconds that anything but a query may take. */
const ANSWER = 10;

/** Milliseconds that it gets to say that it is ready. */
const READY = 900;

const Target = z.object({
  labels: z.record(z.string(), z.string()),
  health: z.enum(["up", "down", "unknown"]),
  lastError: z.string(),
  lastScrapeDuration: z.number(),
}).transform(({ labels, ...target }) => ({
  job: labels["job"] ?? "",
  address: labels["instance"] ?? "",
  /** `unknown` until it was scraped. */
  health: target.health,
  /** Why the last scrape failed; empty when it did not. */
  lastError: target.lastError,
  /** Seconds. */
  lastScrapeDuration: target.lastScrapeDuration,
}));
export type Target = z.infer<typeof Target>;

/** Milliseconds since 1970; an empty head has the least and the greatest of 64 bits, which are no time. */
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
  /** Null while there is nothing. */
  minTime,
  maxTime,
}));
export type HeadStats = z.infer<typeof HeadStats>;

const Texts = z.record(z.string(), z.string());

/** The API of the server at `url`, `http://127.0.0.1:9090`. */
export function toPrometheusApi(
  url: string,
  { timeout = 130 }: PrometheusApiOptions = {},
): PrometheusApi {
  const get = async <T>(path: string, data: z.ZodType<T>) =>
    readAnswer(
      await ask(url, path, { timeout: Math.min(ANSWER, timeout) }),
      data,
    );
  const post = async (path: string, form: Record<string, string>) =>
    readAnswer(
      await ask(url, path, { timeout, body: new URLSearchParams(form) }),
      QueryData,
    );
  const query: PrometheusApi["query"] = (query, { at = new Date() } = {}) =>
    post("/api/v1/query", { query, time: at.toISOString() });

  return {
    ...toFigures(query),
    query,
    ready: () => isReady(url),
    async queryRange(query, range) {
      const answers: (readonly Series[])[] = [];
      // One after the other: who asks for days must not be more of a load than others.
      for (const { start, end, step } of toWindows(range)) {
        answers.push(
          await post("/api/v1/query_range", {
            query,
            start: start.toISOString(),
            end: end.toISOString(),
            step: String(step),
          }),
        );
      }
      return joinSeries(answers);
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

async function isReady(url: string): Promise<boolean> {
  try {
    const response = await fetch(`${url}/-/ready`, {
      redirect: "manual",
      signal: AbortSignal.timeout(READY),
    });
    await response.body?.cancel();
    return response.status === 200;
  } catch {
    return false;
  }
}

async function ask(
  url: string,
  path: string,
  { timeout, body = null }: {
    readonly timeout: number;
    /** Sent by POST; null asks by GET. */
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
    const [errorType, said] = signal.aborted
      ? ["timeout", `it does not answer within ${timeout} s`]
      : ["unavailable", `it does not answer: ${(cause as Error).message}`];
    throw new PrometheusError(
      `Cannot ask Prometheus at ${url} for ${path} as ${said}`,
      { status: null, errorType, cause },
    );
  }
}
