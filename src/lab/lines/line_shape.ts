/**
 * Shapes of a line: a metric in the wire form of a protocol, with a stream, a metric, a sequence number and the time it
 * was due at fixed places. Every line of a shape has the same length, so that one which was cut or joined is known.
 */

/** A line's numbers. */
export interface LineFields {
  /** 0 for markers; a connection of the generator otherwise. */
  readonly stream: number;
  /** Index of the metric's name, by which some forwarders distribute lines. */
  readonly metric: number;
  /** Position within the stream, from 0. */
  readonly sequence: number;
  /** Whole milliseconds since 1970. */
  readonly due: number;
}

/** Stream of marker lines, which prove that a path works and enter no count. */
export const MARKER_STREAM = 0;

/** Streams and markers together. */
export const MAX_STREAMS = 100;

const digits = { stream: 2, metric: 5, sequence: 12, due: 13 } as const;

/** Bytes of the due time, the longest number. */
export const DUE_DIGITS = digits.due;

export interface LineShape {
  readonly name: LineShapeName;
  /** A line with zeros for all digits, and its line feed. */
  readonly template: Uint8Array<ArrayBuffer>;
  /** Offset of each number's first digit. */
  readonly at: Readonly<Record<keyof typeof digits, number>>;
}

export type LineShapeName = "graphite" | "statsd" | "influx" | "syslog";

/** Returns the shape of a text with a name in braces for each number. */
function toShape(name: LineShapeName, text: string): LineShape {
  const fields = Object.keys(digits) as (keyof typeof digits)[];
  const filled = (text: string) =>
    fields.reduce(
      (line, field) => line.replace(`{${field}}`, "0".repeat(digits[field])),
      text,
    );
  const at = (field: string) =>
    filled(text.slice(0, text.indexOf(`{${field}}`))).length;
  return {
    name,
    template: new TextEncoder().encode(`${filled(text)}\n`),
    at: {
      stream: at("stream"),
      metric: at("metric"),
      sequence: at("sequence"),
      due: at("due"),
    },
  };
}

/** All shapes, by name. */
export const lineShapes: Readonly<Record<LineShapeName, LineShape>> = {
  graphite: toShape(
    "graphite",
    "bench.s{stream}.host.app.requests.m{metric} {sequence} {due}",
  ),
  // A gauge; the tag is of DogStatsD, as the protocol has no time.
  statsd: toShape(
    "statsd",
    "bench.s{stream}.app.m{metric}:{sequence}|g|#due:{due}",
  ),
  // The line protocol counts in nanoseconds.
  influx: toShape(
    "influx",
    "bench,stream={stream},metric=m{metric} value={sequence}i {due}000000",
  ),
  // RFC 5424 without a time of its own, so that a line reads the same wherever it is parsed.
  syslog: toShape(
    "syslog",
    "<134>1 - host bench s{stream} m{metric} - {sequence} {due}",
  ),
};

/** Writes a number with leading zeros over the `count` bytes from `at`. */
export function writeDigits(
  bytes: Uint8Array,
  { at, count, value }: {
    readonly at: number;
    readonly count: number;
    readonly value: number;
  },
): void {
  let rest = value;
  for (let place = at + count - 1; place >= at; place--) {
    bytes[place] = 48 + rest % 10;
    rest = Math.floor(rest / 10);
  }
}

/** Writes the numbers of a line over the digits of the template that begins at `begin`. */
export function writeFields(
  bytes: Uint8Array,
  begin: number,
  { shape, fields }: {
    readonly shape: LineShape;
    readonly fields: Partial<LineFields>;
  },
): void {
  for (const field of ["stream", "metric", "sequence", "due"] as const) {
    const value = fields[field];
    if (value === undefined) continue;
    const at = begin + shape.at[field];
    writeDigits(bytes, { at, count: digits[field], value });
  }
}

/** Returns one line with its line feed. */
export function toLine(
  shape: LineShape,
  fields: LineFields,
): Uint8Array<ArrayBuffer> {
  const line = shape.template.slice();
  writeFields(line, 0, { shape, fields });
  return line;
}
