/** Reads values of a JSON document by their paths. */
import { maybeTime } from "../source/time.ts";

/** Returns what stands at a path of keys separated by `/`; undefined if nothing does. */
export function valueAt(document: unknown, path: string): unknown {
  let value = document;
  for (const key of path.split("/")) {
    if (!isObject(value) || !Object.hasOwn(value, key)) return undefined;
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
  return isObject(value) ? Object.entries(value) : [];
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

/** Returns the time at a path in UTC, to the millisecond; null for text that is not a time, or a time beyond the calendar. */
export function timeAt(document: unknown, path: string): string | null {
  return maybeTime(Date.parse(textAt(document, path)));
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Returns a finite number, also from its text as the tools of Go and protobuf write counts; else null. */
export function toNumber(value: unknown): number | null {
  if (typeof value === "number") return Number.isFinite(value) ? value : null;
  if (typeof value !== "string" || value.trim() === "") return null;
  const number = Number(value);
  return Number.isFinite(number) ? number : null;
}
