/** Reads values of a JSON document by their paths. */
import { goTimeMicros } from "../source/go_time.ts";
import { isRecord } from "../source/json.ts";
import { maybeTime } from "../source/time.ts";

/** Returns what stands at a path of keys separated by `/`; undefined if nothing does. */
export function valueAt(document: unknown, path: string): unknown {
  let value = document;
  for (const key of path.split("/")) {
    if (!isRecord(value) || !Object.hasOwn(value, key)) return undefined;
    value = value[key];
  }
  return value;
}

/** Returns the entries of the object at a path; none if there is no object. */
export function entriesAt(
  document: unknown,
  path: string,
): [string, unknown][] {
  const value = path === "" ? document : valueAt(document, path);
  return isRecord(value) ? Object.entries(value) : [];
}

/** Returns the list at a path; empty if there is none. */
export function listAt(document: unknown, path: string): readonly unknown[] {
  const value = valueAt(document, path);
  return Array.isArray(value) ? value : [];
}

/** Returns the finite number at a path, also if it is written as text; null if there is none. */
export function numberAt(document: unknown, path: string): number | null {
  return toNumber(valueAt(document, path));
}

/** Returns the text at a path; empty if there is none. */
export function textAt(document: unknown, path: string): string {
  const value = valueAt(document, path);
  return typeof value === "string" ? value : "";
}

/** Returns the time at a path in UTC, to the millisecond; null for text that `msAt` does not read, or beyond the calendar. */
export function timeAt(document: unknown, path: string): string | null {
  return maybeTime(msAt(document, path));
}

/** What a program in Go writes for no time: the begin of the year 1. */
const NO_TIME_MS = Date.parse("0001-01-01T00:00:00Z");

/**
 * Returns the Unix time in ms at a path, cut to whole ones. NaN for text that is no time in ISO 8601 with its zone: one
 * without would be that of the machine that imports it; and for the zero time of Go.
 */
export function msAt(document: unknown, path: string): number {
  const ms = Math.floor(goTimeMicros(textAt(document, path)) / 1000);
  return ms === NO_TIME_MS ? NaN : ms;
}

/** Returns a finite number, also from its text as the tools of Go and protobuf write counts; else null. */
export function toNumber(value: unknown): number | null {
  if (typeof value === "number") return Number.isFinite(value) ? value : null;
  if (typeof value !== "string" || value.trim() === "") return null;
  const number = Number(value);
  return Number.isFinite(number) ? number : null;
}
