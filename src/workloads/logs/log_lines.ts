/** Generates log lines in logfmt, deterministically from a seed. */

const levels = ["debug", "info", "info", "info", "info", "warn", "error"];
const methods = ["GET", "GET", "GET", "POST", "PUT", "DELETE"];
const paths = [
  "/api/orders",
  "/api/users",
  "/api/search",
  "/healthz",
  "/static/app.js",
];
const statuses = [200, 200, 200, 200, 201, 204, 304, 400, 404, 500, 503];
const messages = [
  "request served",
  "cache refreshed",
  "slow query on the replica",
  "connection reset by the client, tried again",
  "session expired",
];

/** Returns one line of about 150 characters; `random` returns numbers in [0, 1). */
export function toLogLine(random: () => number): string {
  const pick = <T>(items: readonly T[]): T | undefined =>
    items[Math.floor(random() * items.length)];
  const id = Math.floor(random() * 2 ** 32).toString(16).padStart(8, "0");
  const fields = [
    `level=${pick(levels)}`,
    `method=${pick(methods)}`,
    `path=${pick(paths)}`,
    `status=${pick(statuses)}`,
    `duration=${Math.ceil(random() * 2000)}ms`,
    `bytes=${Math.floor(random() * 65536)}`,
    `client=10.0.${Math.floor(random() * 256)}.${Math.floor(random() * 256)}`,
    `trace=${id}`,
    `msg="${pick(messages)}"`,
  ];
  return fields.join(" ");
}

/** Log lines of one push. */
export interface LogWindow {
  /** Lines are spaced evenly over `from` to `to`, in milliseconds since 1970. */
  readonly from: number;
  readonly to: number;
  readonly lines: number;
  /** Streams that get the lines round-robin. */
  readonly streams: number;
}

/**
 * Returns the body of a push to Loki: streams with labels, their lines in order of time, in nanoseconds since 1970
 * as text.
 */
export function toPushBody(
  { from, to, lines, streams }: LogWindow,
  random: () => number,
): string {
  const values = Array.from({ length: streams }, () => [] as string[][]);
  for (let line = 0; line < lines; line++) {
    const at = from + (to - from) * line / lines;
    values[line % streams]?.push([toNanoseconds(at), toLogLine(random)]);
  }
  return JSON.stringify({
    streams: values.map((values, index) => ({
      stream: { job: "loadline", filename: `/var/log/loadline-${index}.log` },
      values,
    })).filter(({ values }) => values.length > 0),
  });
}

/** Returns nanoseconds, to the microsecond, as text, as they exceed the precision of a number. */
function toNanoseconds(milliseconds: number): string {
  return `${Math.floor(1000 * milliseconds)}000`;
}
