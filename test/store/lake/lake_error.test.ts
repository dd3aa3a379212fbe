import { expect, test } from "vitest";
import { UsageError } from "../../../src/record/mod.ts";
import { toLakeError } from "../../../src/store/lake/lake_error.ts";

test("toLakeError() makes one line of an error of DuckDB, and leaves others", () => {
  const error = new Error("Binder Error: Failed to query\n\tFROM a");
  expect(toLakeError(error, "load into x")).toEqual(
    new UsageError(
      "Cannot load into x as DuckDB reports: Binder Error: Failed to query; what was loaded before stays: check that the catalogue and the tables can be reached, and load again",
    ),
  );
  for (const other of [new UsageError("a"), new TypeError("b")]) {
    expect(toLakeError(other, "load")).toBe(other);
  }
});
