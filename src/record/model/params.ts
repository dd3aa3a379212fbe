/** Reads the params of a run: what it was set to, by key. */
import type { Param } from "./model.ts";

/** A run, or what else has params. */
interface Parametrised {
  readonly params: readonly Param[];
}

/** Returns the value of a param as text; empty for a missing one. */
export function paramOf({ params }: Parametrised, key: string): string {
  return params.find((param) => param.key === key)?.value ?? "";
}

/** Returns the value of a param in its base unit; null for a missing one, and for one that is no number. */
export function paramNumber(
  { params }: Parametrised,
  key: string,
): number | null {
  return params.find((param) => param.key === key)?.number ?? null;
}
