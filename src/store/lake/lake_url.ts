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

/** Extensions of DuckDB for catalogues that are no file of its own, by what begins their address. */
const scanners = {
  "postgres:": "postgres_scanner",
  "sqlite:": "sqlite_scanner",
};

/** Environment variable of the address of the store of all records; without it each folder of records has a file. */
export const STORE_SETTING = "LOADLINE_STORE";

/**
 * Returns the address of the store of a folder of records. Throws `UsageError` for one of another kind, which DuckDB would
 * attach as it is.
 */
export function storeAddress(data: string): string {
  const address = Deno.env.get(STORE_SETTING) || `${data}/loadline.duckdb`;
  if (isLake(address) || !SCHEME.test(address)) return address;
  throw refusal("must be a file, or ducklake:postgres:dbname=NAME host=HOST");
}

/** What begins an address that is no path; a longer one than the name of a drive. */
const SCHEME = /^[a-z][a-z\d_]+:/i;

/** What begins a password in an address; after it, any character may be a part of it. */
const PASSWORD = /pass(word|wd)\s*=|:\/\/[^/@]*:.*@/i;

/** The address is left out, as it may hold a password. */
function refusal(why: string): UsageError {
  return new UsageError(`Cannot use the store as its address ${why}`);
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
  // Before all else: a password may hold what ends an address.
  if (PASSWORD.test(path)) {
    throw refusal(
      "has a password: put it into ~/.pgpass or PGPASSWORD, and leave it out",
    );
  }
  const [url = "", at] = path.split("#");
  const catalogue = isLake(url) ? url.slice(PREFIX.length) : "";
  const own = Object.entries(scanners)
    .flatMap(([kind, name]) => catalogue.startsWith(kind) ? [name] : []);
  if (catalogue === "" || (own.length === 0 && SCHEME.test(catalogue))) {
    throw refusal(
      "must be a file, or ducklake:postgres:dbname=NAME host=HOST, or ducklake: with sqlite: or nothing before a file",
    );
  }
  if (at !== undefined && !/^\d{1,15}$/.test(at)) {
    throw refusal(
      `must end in #NUMBER of a snapshot: current value is '#${at}'`,
    );
  }
  return {
    url,
    extensions: [...own, "ducklake"],
    file: own.length === 0 ? catalogue : null,
    snapshot: at === undefined ? null : Number(at),
  };
}
