/** A measurement while its samples are read. */
import { maybeUnit } from "../../record/mod.ts";
import { RunningSummary } from "../../statistics/mod.ts";
import type { NamedMeasurement } from "./ginkgo.ts";

/** Names and unit of a measurement, and what is known of its samples so far. */
export interface Measured
  extends Pick<NamedMeasurement, "label" | "measurement"> {
  readonly ordinal: number;
  readonly subject: string;
  readonly kind: string;
  readonly symbol: string;
  readonly isKnown: boolean;
  readonly isTimed: boolean;
  /** True if the unit was not stated. */
  readonly isAssumed: boolean;
  /** Samples so far, rejected ones included. */
  count: number;
  readonly summary: RunningSummary;
}

const unitNames = new Map([
  ["seconds", "s"],
  ["milliseconds", "ms"],
  ["microseconds", "µs"],
  ["nanoseconds", "ns"],
  ["minutes", "min"],
  ["hours", "h"],
  ["bytes", "B"],
]);

/** Files written before the database was recorded state no unit; their timings are in seconds. */
const TIMING = /time|duration|latency|elapsed/i;

/** Begins a measurement; `ordinal` is its number in the file, from 1. */
export function toMeasured(
  { label, measurement }: NamedMeasurement,
  ordinal: number,
): Measured {
  const [subject, kind] = splitLabel(label);
  const written = measurement.Units ?? "";
  const isAssumed = written === "" && TIMING.test(measurement.Name);
  const symbol = isAssumed
    ? "s"
    : unitNames.get(written.toLowerCase()) ?? written;
  const unit = maybeUnit(symbol);
  return {
    label,
    measurement,
    ordinal,
    subject,
    kind,
    symbol,
    isKnown: unit !== undefined,
    isTimed: unit?.dimension === "time",
    isAssumed,
    count: 0,
    summary: new RunningSummary(),
  };
}

/** Splits `<headline>::<experiment>`; a name alone has an empty headline. */
function splitLabel(label: string): [string, string] {
  const at = label.indexOf("::");
  return at < 0 ? ["", label] : [label.slice(0, at), label.slice(at + 2)];
}

/** Returns true for a number that can be kept. */
export function isSample(value: unknown): value is number {
  return typeof value === "number" && Number.isFinite(value);
}

/** Returns true for a sample of a measurement: no duration is negative. */
export function isSampleOf(
  { isTimed }: Measured,
  value: unknown,
): value is number {
  return isSample(value) && (!isTimed || value >= 0);
}

/** Formats a value for a message. */
export function formatValue(value: unknown): string {
  return typeof value === "number" ? String(value) : JSON.stringify(value);
}
