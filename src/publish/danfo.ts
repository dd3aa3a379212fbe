/**
 * Loads Danfo, a data frame library like pandas; only a notebook with `danfo` in its `requires` installs its 300 MB.
 */
import { createRequire } from "node:module";

/** Members of Danfo's data frame that the notebooks use. */
export interface DataFrame {
  readonly shape: readonly [number, number];
  readonly columns: readonly string[];
  describe(): DataFrame;
  groupby(columns: readonly string[]): {
    col(columns: readonly string[]): { mean(): DataFrame };
  };
  sortValues(column: string, options: { ascending: boolean }): DataFrame;
  head(rows: number): DataFrame;
  /** Row labels, as numbers or text. */
  readonly index: readonly (string | number)[];
  readonly values: readonly (readonly unknown[])[];
}

export interface Danfo {
  readonly DataFrame: new (rows: readonly object[]) => DataFrame;
}

const folder = new URL("../../optional/danfo/package.json", import.meta.url);

/** Loads Danfo. Throws `Error` with the remedy if it is not installed. */
export function loadDanfo(): Danfo {
  try {
    return createRequire(folder)("danfojs-node") as Danfo;
  } catch (error) {
    throw new Error(
      "Cannot load danfojs-node as it is not installed; run `deno install` in optional/danfo",
      { cause: error },
    );
  }
}
