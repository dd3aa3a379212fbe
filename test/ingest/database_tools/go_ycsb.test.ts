import { expect, test } from "vitest";
import { goYcsb } from "../../../src/ingest/database_tools/go_ycsb.ts";
import { toSource } from "../../../src/ingest/mod.ts";
import { readWhole } from "../../testing/read_whole.ts";

function line(operation: string, takes: number, count: number): string {
  return `${operation} - Takes(s): ${takes}, Count: ${count}, OPS: ${
    count / takes
  }, Avg(us): 100, 99th(us): 2000\n`;
}

async function read(text: string, settings: Record<string, string> = {}) {
  const file = toSource("a.txt", text);
  return await readWhole(goYcsb.read(file, { experiment: "x", settings }));
}

test("lines of intervals become rates between them", async () => {
  const { rows } = await read(
    line("READ", 10, 100) + line("READ", 20, 400) +
      `Run finished, takes 25s\n${line("READ", 25, 500)}`,
    { started_at: "2026-01-02T03:04:05Z" },
  );
  expect(rows.samples.map(({ metric, at, value }) => [metric, at, value]))
    .toEqual([
      ["get_throughput", "2026-01-02T03:04:15.000Z", 10],
      ["get_throughput", "2026-01-02T03:04:25.000Z", 30],
    ]);
});

test("operations that failed are counted apart, and enter no rate", async () => {
  const { rows } = await read(
    "Run finished, takes 10s\n" + line("READ", 10, 100) +
      line("READ_ERROR", 10, 20),
  );
  const value = (kind: string) =>
    rows.reported.find((row) => row.kind === kind)?.value;
  expect(value("throughput")).toBe(10);
  expect(value("completed_requests")).toBe(120);
  expect(value("failed_requests")).toBe(20);
});

test("without a last line the run is incomplete, and has the figures so far", async () => {
  const { runs, rows } = await read(line("READ", 10, 100));
  expect(runs[0]?.status).toBe("incomplete");
  expect(rows.reported.find(({ kind }) => kind === "get_operations")?.value)
    .toBe(100);
});
