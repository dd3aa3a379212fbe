/** Parses responses of the Prometheus HTTP API: the JSON envelope, errors, series and their values. */
import { z } from "zod";

/** One series of a query result. */
export interface Series {
  readonly labels: Readonly<Record<string, string>>;
  /** In time order; a step without a value has no point. */
  readonly points: readonly Point[];
}

export interface Point {
  readonly at: Date;
  /** May be NaN or infinite. */
  readonly value: number;
}

export interface PrometheusErrorOptions extends ErrorOptions {
  readonly status: number | null;
  readonly errorType: string;
}

/** An error response of Prometheus, or a request without a response. */
export class PrometheusError extends Error {
  override readonly name = "PrometheusError";
  /** HTTP status such as 400, 422, 503; null without a response. */
  readonly status: number | null;
  /** Type given by Prometheus: `bad_data`, `execution`, `timeout`; `timeout` or `unavailable` without a response. */
  readonly errorType: string;

  constructor(message: string, options: PrometheusErrorOptions) {
    const { status, errorType, cause } = options;
    super(message, { cause });
    this.status = status;
    this.errorType = errorType;
  }
}

const Failure = z.object({
  status: z.literal("error"),
  errorType: z.string(),
  error: z.string(),
});

/** Returns the data of a response. Throws `PrometheusError` if the response is an error or `data` does not match. */
export function readResponse<T>(
  { path, status, text }: {
    readonly path: string;
    readonly status: number;
    readonly text: string;
  },
  data: z.ZodType<T>,
): T {
  const toError = (errorType: string, reason: string, cause?: unknown) =>
    new PrometheusError(
      `Cannot request ${path} of Prometheus as it responds ${status} ${errorType}: ${reason}`,
      { status, errorType, cause },
    );
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    // Proxies, and Prometheus itself while it starts, respond with plain text.
    throw toError("unavailable", text.trim().slice(0, 200), cause);
  }
  const failure = Failure.safeParse(json).data;
  if (failure) throw toError(failure.errorType, failure.error);
  const parsed = z.object({ status: z.literal("success"), data })
    .safeParse(json);
  if (parsed.success) return parsed.data.data;
  const reason = z.prettifyError(parsed.error).replaceAll("\n", " ");
  throw toError("unread", reason, parsed.error);
}

/** Values are strings, as JSON cannot represent NaN and infinity. */
const Value = z.string()
  .regex(/^(?:NaN|[+-]Inf|-?\d+(?:\.\d+)?(?:e[+-]?\d+)?)$/)
  .transform((text) => Number(text.replace("Inf", "Infinity")));

const PointOf = z.tuple([z.number(), Value])
  .transform(([seconds, value]): Point => ({
    at: new Date(Math.round(seconds * 1000)),
    value,
  }));

const labels = { metric: z.record(z.string(), z.string()) };

const Matrix = z.object({
  ...labels,
  // Native histograms have no `values`.
  values: z.array(PointOf).default([]),
}).transform(({ metric, values }): Series => ({
  labels: metric,
  points: values,
}));

const Vector = z.object({ ...labels, value: PointOf.optional() })
  .transform(({ metric, value }): Series => ({
    labels: metric,
    points: value ? [value] : [],
  }));

const Scalar = PointOf
  .transform((point): Series[] => [{ labels: {}, points: [point] }]);

/**
 * Reads a result of any type as series: those of a vector have one point each, a scalar is one series without labels.
 */
export const QueryData = z.discriminatedUnion("resultType", [
  z.object({ resultType: z.literal("matrix"), result: z.array(Matrix) }),
  z.object({ resultType: z.literal("vector"), result: z.array(Vector) }),
  z.object({ resultType: z.literal("scalar"), result: Scalar }),
]).transform(({ result }): readonly Series[] => result);

/** Joins results of consecutive time windows: series with the same labels become one. */
export function joinSeries(results: readonly (readonly Series[])[]): Series[] {
  const byLabels = Map.groupBy(results.flat(), toKey);
  return [...byLabels.values()].map((parts) => ({
    labels: parts[0]?.labels ?? {},
    points: parts.flatMap(({ points }) => points),
  }));
}

function toKey({ labels }: Series): string {
  return JSON.stringify(Object.entries(labels).sort());
}
