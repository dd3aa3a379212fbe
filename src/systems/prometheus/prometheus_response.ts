/** What Prometheus answers, read and checked: the envelope of its JSON, errors, series and their values. */
import { z } from "zod";

/** One series of an answer. */
export interface Series {
  readonly labels: Readonly<Record<string, string>>;
  /** In the order of time; a step without a value has no point. */
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

/** An answer that is an error, or none at all. */
export class PrometheusError extends Error {
  override readonly name = "PrometheusError";
  /** Status of HTTP: 400, 422, 503; null when there was no answer. */
  readonly status: number | null;
  /** Its own word for it: `bad_data`, `execution`, `timeout`; `timeout` or `unavailable` when there was no answer. */
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

/** The data of an answer. Throws `PrometheusError` when it is another than expected. */
export function readAnswer<T>(
  { path, status, text }: {
    readonly path: string;
    readonly status: number;
    readonly text: string;
  },
  data: z.ZodType<T>,
): T {
  const refuse = (errorType: string, said: string, cause?: unknown) =>
    new PrometheusError(
      `Cannot ask Prometheus for ${path} as it answers ${status} ${errorType}: ${said}`,
      { status, errorType, cause },
    );
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    // So do proxies answer, and Prometheus itself while it starts.
    throw refuse("unavailable", text.trim().slice(0, 200), cause);
  }
  const failure = Failure.safeParse(json).data;
  if (failure) throw refuse(failure.errorType, failure.error);
  const read = z.object({ status: z.literal("success"), data })
    .safeParse(json);
  if (read.success) return read.data.data;
  const said = z.prettifyError(read.error).replaceAll("\n", " ");
  throw refuse("unread", said, read.error);
}

/** A value is text, as JSON has no word for NaN and infinity. */
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
  // Only native histograms have none.
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

/** A result of any type as series: a vector's have one point each, a scalar is one without labels. */
export const QueryData = z.discriminatedUnion("resultType", [
  z.object({ resultType: z.literal("matrix"), result: z.array(Matrix) }),
  z.object({ resultType: z.literal("vector"), result: z.array(Vector) }),
  z.object({ resultType: z.literal("scalar"), result: Scalar }),
]).transform(({ result }): readonly Series[] => result);

/** Joins answers that follow each other in time: what has the same labels is one series. */
export function joinSeries(answers: readonly (readonly Series[])[]): Series[] {
  const bySeries = Map.groupBy(answers.flat(), toKey);
  return [...bySeries.values()].map((parts) => ({
    labels: parts[0]?.labels ?? {},
    points: parts.flatMap(({ points }) => points),
  }));
}

function toKey({ labels }: Series): string {
  return JSON.stringify(Object.entries(labels).sort());
}
