import { DuckDBInstance } from "@duckdb/node-api";
import { expect, test } from "vitest";
import { type Operation, PartWriter } from "../../../src/record/mod.ts";
import { rowsPerGroup } from "../../../src/record/disk/compact.ts";
import { withTempFolder } from "../../testing/records.ts";

test("rowsPerGroup() is about DuckDB's own, less where rows are long, and at least a vector", () => {
  const rows = 1_000_000;
  expect(rowsPerGroup({ rows, chars: 100 * rows })).toBe(118_784);
  expect(rowsPerGroup({ rows, chars: 3000 * rows })).toBe(2 * 2048);
  expect(rowsPerGroup({ rows, chars: 60_000 * rows })).toBe(2048);
});

// Two groups of usual size would take more memory than DuckDB may have here, and a run with these errors could not end.
test("compact() closes a table of 60,000 rows with errors of 3,000 characters", () =>
  withTempFolder(async (folder) => {
    const writer = new PartWriter(folder);
    const rows = 60_000;
    for (let i = 0; i < rows; i += 1000) {
      writer.append(
        "operations",
        Array.from({ length: 1000 }, (_, j) => toFailure(i + j)),
      );
    }
    await writer.close();
    const instance = await DuckDBInstance.create();
    const connection = await instance.connect();
    const read = await connection.runAndReadAll(
      `SELECT count(*), min(length(error)), count(DISTINCT error)
      FROM '${folder}/operations.parquet'`,
    );
    connection.closeSync();
    instance.closeSync();
    expect(read.getRows()).toEqual([[60_000n, 3000n, 60_000n]]);
  }));

function toFailure(i: number): Operation {
  return {
    run_id: "r1",
    operation_id: String(i),
    kind: "get",
    subject: "",
    started_at: null,
    duration_s: 0.001,
    outcome: "failed",
    error: `${i} `.repeat(1000).slice(0, 2990).padEnd(3000, "."),
    code: "",
    bytes: null,
    worker: "",
  };
}
