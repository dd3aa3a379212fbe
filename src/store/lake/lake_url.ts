/**
 * Addresses of stores. A DuckDB file is named by its path; a DuckLake, which many machines share, by `ducklake:` and its
 * catalogue: `ducklake:postgres:dbname=loadline host=db`, `ducklake:sqlite:FILE` or `ducklake:FILE`. `#12` after it stands
 * for its snapshot 12, to be read only.
 */
import { UsageError } from "../../record/mod.ts";

/** Address of a DuckLake. */
export interface LakeUrl {
  /** As DuckDB attaches it. */
  readonly url: string;
  /** Extensions of DuckDB that it needs. */
  readonly extensions: readonly string[];
  /** Path of a catalogue in a file of DuckDB, which one program at a time can change; null for another. */
  readonly file: string | null;
  /** Null for the present state. */
  readonly snapshot: number | null;
}

const PREFIX = "ducklake:";

/** Environment variable of the address of the store of all records; without it each folder of records has a file. */
export const STORE_SETTING = "LOADLINE_STORE";

/** Returns the address of the store of a folder of records. */
export function storeAddress(data: string): string {
  return Deno.env.get(STORE_SETTING) || `${data}/loadline.duckdb`;
}

/** Returns the address of a store as it was at a snapshot. Throws `UsageError` for a file, which has none. */
export function atSnapshot(path: string, snapshot: number): string {
  if (isLake(path)) return `${path}#${snapshot}`;
  throw new UsageError(
    `Cannot go back to snapshot ${snapshot} as the store is the file ${path}: only one with the address ducklake: keeps them`,
  );
}

/** Whether an address is that of a DuckLake. */
export function isLake(path: string): boolean {
  return path.startsWith(PREFIX);
}

/** Reads the address of a DuckLake. Throws `UsageError` if it is none, or has a password, which others could see. */
export function parseLakeUrl(path: string): LakeUrl {
  const [url = "", at] = path.split("#");
  const refuse = (why: string) =>
    new UsageError(`Cannot use the store as its address ${why}`);
  if (/password\s*=|:\/\/[^/@]*:[^/@]*@/i.test(url)) {
    throw refuse(
      "has a password: put it into ~/.pgpass or PGPASSWORD, and leave it out",
    );
  }
  if (!isLake(url) || url === PREFIX) {
    throw refuse("must be a file, or ducklake:postgres:dbname=NAME host=HOST");
  }
  if (at !== undefined && !/^\d{1,15}$/.test(at)) {
    throw refuse(
      `must end in #NUMBER of a snapshot: current value is '#${at}'`,
    );
  }
  const catalogue = url.slice(PREFIX.length);
  const own = catalogue.startsWith("postgres:")
    ? ["postgres_scanner"]
    : catalogue.startsWith("sqlite:")
    ? ["sqlite_scanner"]
    : [];
  return {
    url,
    extensions: [...own, "ducklake"],
    file: own.length === 0 ? catalogue : null,
    snapshot: at === undefined ? null : Number(at),
  };
}
