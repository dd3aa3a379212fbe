/** Names of entities in the data of a log line, whose fields are spelt in many ways. */
import type { KeyAlias } from "../../record/mod.ts";

/** Data of a log line, as parsed. */
export type LineData = Readonly<Record<string, unknown>>;

/** Returns the text or number of a field as text; null without one. A path may also be the name of one field. */
export function fieldOf(data: LineData, path: string): string | null {
  if (Object.hasOwn(data, path)) return toText(data[path]);
  const parts = partsOf(path);
  if (parts.length === 1) return null;
  let value: unknown = data;
  for (const part of parts) {
    if (typeof value !== "object" || value === null) return null;
    if (!Object.hasOwn(value, part)) return null;
    value = (value as Record<string, unknown>)[part];
  }
  return toText(value);
}

/** Returns the name by the first alias of which the data has all fields; null if it has none. */
export function nameOf(
  data: LineData,
  aliases: readonly KeyAlias[],
): string | null {
  for (const { paths, take } of aliases) {
    let name: string | null = null;
    for (const path of paths) {
      const value = fieldOf(data, path);
      if (value === null) {
        name = null;
        break;
      }
      name = name === null ? value : `${name}/${value}`;
    }
    if (name === null) continue;
    return take === "uuid" ? uuidAtEnd.exec(name)?.[0] ?? name : name;
  }
  return null;
}

/** Parts of the paths of all models: a log has millions of lines, and the models have few paths. */
const knownParts = new Map<string, readonly string[]>();

function partsOf(path: string): readonly string[] {
  let parts = knownParts.get(path);
  if (parts === undefined) {
    parts = path.split(".");
    knownParts.set(path, parts);
  }
  return parts;
}

/** A UUID, or the shorter one that instances have today. */
const uuidAtEnd =
  /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}(?:[0-9a-f]{8})?$/;

function toText(value: unknown): string | null {
  return typeof value === "number" || typeof value === "string" && value !== ""
    ? String(value)
    : null;
}
