/** Danfo, for those who think in pandas; 300 MB that only a notebook naming `danfo` in its `requires` installs. */
import { createRequire } from "node:module";

/** What of a Danfo data frame our notebooks use. */
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

/** Danfo, loaded on demand. Throws when it is not installed, saying how it is. */
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
