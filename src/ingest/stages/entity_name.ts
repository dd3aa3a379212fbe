/** Names of entities in the data of a log line, whose fields are spelt in many ways. */
import type { KeyAlias } from "../../record/mod.ts";

/** Data of a log line, as parsed. */
export type LineData = Readonly<Record<string, unknown>>;

/** Path of a field: its parts are joined by dots, and a field may have all of it as its name. */
interface Path {
  readonly whole: string;
  readonly parts: readonly string[];
}

/** Reader of the name that the data of a line gives. */
export type NameReader = (data: LineData) => string | null;

/** Returns the text or number of a field as text; null without one. A path may also be the name of one field. */
export function fieldOf(data: LineData, path: string): string | null {
  return valueAt(data, toPath(path));
}

/**
 * Returns a function that gives the name by the first alias of which the data has all fields; null if it has none. Made
 * once for a model: a log has millions of lines.
 */
export function nameReader(aliases: readonly KeyAlias[]): NameReader {
  const tried = aliases.map(({ paths, take }) => ({
    paths: paths.map(toPath),
    isUuid: take === "uuid",
  }));
  return (data) => {
    for (const { paths, isUuid } of tried) {
      const name = joinedName(data, paths);
      if (name === null) continue;
      return isUuid ? uuidAtEnd.exec(name)?.[0] ?? name : name;
    }
    return null;
  };
}

/** Returns the values of all fields with slashes between them; null if the data lacks one. */
function joinedName(data: LineData, paths: readonly Path[]): string | null {
  let name: string | null = null;
  for (const path of paths) {
    const value = valueAt(data, path);
    if (value === null) return null;
    name = name === null ? value : `${name}/${value}`;
  }
  return name;
}

function valueAt(data: LineData, { whole, parts }: Path): string | null {
  if (Object.hasOwn(data, whole)) return toText(data[whole]);
  if (parts.length === 1) return null;
  let value: unknown = data;
  for (const part of parts) {
    if (typeof value !== "object" || value === null) return null;
    if (!Object.hasOwn(value, part)) return null;
    value = (value as Record<string, unknown>)[part];
  }
  return toText(value);
}

function toPath(path: string): Path {
  return { whole: path, parts: path.split(".") };
}

/** A UUID, or the shorter one that instances have today. */
const uuidAtEnd =
  /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}(?:[0-9a-f]{8})?$/;

function toText(value: unknown): string | null {
  return typeof value === "number" || typeof value === "string" && value !== ""
    ? String(value)
    : null;
}
