import { expect, test } from "vitest";
import {
  compareRecords,
  type CompareRequest,
} from "../../src/compare/compare_records.ts";
import { loadStore } from "../../src/store/mod.ts";
import {
  toTestOperation,
  toTestRun,
  withTempFolder,
  writeTestRun,
} from "../testing/records.ts";

/** Writes a run of six operations of each kind for each latency, in seconds, and loads them. */
async function writeRuns(
  data: string,
  latencies: readonly number[],
  system_version: string,
): Promise<string> {
  for (const [i, duration_s] of latencies.entries()) {
    const id = `${system_version}-${i}`;
    await writeTestRun(data, toTestRun(id, { system_version }), {
      operations: Array.from({ length: 12 }, (_, i) =>
        toTestOperation(id, {
          operation_id: String(i),
          kind: i % 2 === 0 ? "GET" : "PUT",
          duration_s,
        })),
    });
  }
  await loadStore(data, `${data}/store.duckdb`);
  return `${data}/store.duckdb`;
}

const toRequest = (
  data: string,
  options: Partial<CompareRequest>,
): CompareRequest => ({
  a: "version:v1",
  b: "version:v2",
  by: "",
  thresholds: [],
  objectives: false,
  baselines: `${data}/baselines`,
  save: null,
  smallest: { relative: 0.03, points: 0.001 },
  metrics: [],
  varies: [],
  pool: [],
  apdex: null,
  objective: null,
  cutWarmUp: false,
  ...options,
});

const [fast, slow] = [[0.1, 0.11, 0.12, 0.13], [0.2, 0.21, 0.22, 0.23]];

test("compareRecords() compares the kinds of operations apart", () =>
  withTempFolder(async (data) => {
    await writeRuns(data, fast, "v1");
    const path = await writeRuns(data, slow, "v2");
    const metrics = ["p50(GET)"];
    const { comparison, saved } = await compareRecords(
      path,
      toRequest(data, { by: "kind", metrics }),
    );
    expect(saved).toBeNull();
    expect(comparison?.metrics).toMatchObject([
      { metric: "p50(GET)", verdict: "worse", p: expect.closeTo(2 / 70, 12) },
    ]);
    await expect(compareRecords(path, toRequest(data, { metrics })))
      .rejects.toThrow("Cannot compare metric 'p50(GET)' as no run has it");
  }));

test("compareRecords() judges the runs of a baseline anew where their record is at hand", () =>
  withTempFolder(async (data) => {
    await writeRuns(data, fast, "v1");
    const path = await writeRuns(data, slow, "v2");
    const { comparison, saved } = await compareRecords(
      path,
      toRequest(data, { b: null, save: "main" }),
    );
    expect(comparison).toBeNull();
    const text = await Deno.readTextFile(saved ?? "");
    // A value that the record does not have.
    await Deno.writeTextFile(saved ?? "", text.replaceAll("0.11", "99"));
    const again = await compareRecords(path, toRequest(data, { a: "main" }));
    expect(again.comparison?.a.runs.map(({ metrics }) => metrics.p50))
      .toEqual(fast);
  }));
