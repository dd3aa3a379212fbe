import { expect, test } from "vitest";
import {
  atSnapshot,
  parseLakeUrl,
  storeAddress,
} from "../../../src/store/lake/lake_url.ts";
import { withSettings } from "../../testing/lakes.ts";

test("parseLakeUrl() names what DuckDB needs for a catalogue", () => {
  const url = "ducklake:postgres:dbname=loadline host=/run/postgresql";
  expect(parseLakeUrl(url)).toEqual({
    ...{ url, snapshot: null, file: null },
    extensions: ["postgres_scanner", "ducklake"],
  });
  expect(parseLakeUrl(atSnapshot("ducklake:lab/store.ducklake", 12))).toEqual({
    ...{ url: "ducklake:lab/store.ducklake", snapshot: 12 },
    ...{ file: "lab/store.ducklake", extensions: ["ducklake"] },
  });
  expect(parseLakeUrl("ducklake:sqlite:a.db").extensions)
    .toEqual(["sqlite_scanner", "ducklake"]);
});

test.each([
  ["ducklake:postgres:dbname=a password=secret", "has a password: put it into"],
  ["ducklake:postgres:postgresql://me:secret@db/a", "has a password"],
  ["ducklake:postgres:postgresql://me:sec#secret@db/a", "has a password"],
  ["ducklake:postgres:postgresql://me:sec/secret@db/a", "has a password"],
  ["ducklake:mysql:host=db passwd=secret", "has a password"],
  ["ducklake:mysql:host=db", "must be a file, or ducklake:"],
  ["ducklake:", "must be a file, or ducklake:"],
  ["ducklake:a#b", "must end in #NUMBER of a snapshot"],
])("parseLakeUrl() refuses %s", (url, message) => {
  expect(() => parseLakeUrl(url)).toThrow(message);
  expect(() => parseLakeUrl(url)).not.toThrow("secret");
});

test("storeAddress() refuses what is neither a path nor a DuckLake, and prints none of it", () =>
  withSettings(
    { LOADLINE_STORE: "postgres:dbname=a password=secret" },
    () => {
      expect(() => storeAddress("data")).toThrow(
        /^Cannot use the store as its address must be a file, or ducklake:[^ ]*dbname=NAME host=HOST$/,
      );
      return Promise.resolve();
    },
  ));

test("atSnapshot() refuses a file", () => {
  expect(() => atSnapshot("data/loadline.duckdb", 3)).toThrow(
    "Cannot go back to snapshot 3 as the store is the file data/loadline.duckdb",
  );
});
