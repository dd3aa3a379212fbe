import { expect, test } from "vitest";
import { z } from "zod";
import {
  appendRuns,
  parseRuns,
  PartWriter,
  readPart,
  readRows,
} from "../../../src/record/mod.ts";
import { loadStore, Store } from "../../../src/store/mod.ts";
import {
  toTestOperation,
  toTestRun,
  withTempFolder,
} from "../../testing/records.ts";

const line = JSON.stringify({ ...toTestRun("r1"), objectives: undefined });

const events = `run_id,at,kind,subject,detail
r1,2026-01-02T03:04:05Z,note,acknowledged,"7,012 acknowledged writes to 988 keys"
r1,2026-01-02T03:04:05Z,note,targets,avalanche 0.7
r1,2026-01-02T03:04:05Z,note,node-0,no node led
r1,2026-01-02T03:04:05Z,note,node-0,12 acknowledged writes were slow
r1,2026-01-02T03:04:05Z,fault,node-0,kill-leader
r1,2026-01-02T03:04:05Z,stand_still,runner,3.040
r1,2026-01-02T03:04:05Z,down,127.0.0.1:1,context deadline exceeded
r1,2026-01-02T03:04:05Z,down,127.0.0.1:1,connection refused
`;
const shownEvents = [
  ["verified", { acknowledged: 7012 }],
  ["note", { exporter: "avalanche", version: "0.7" }],
  ["note", {}],
  ["note", {}],
  ["fault", { title: "The leader crashes (SIGKILL), and is started again" }],
  ["stand_still", { seconds: 3.04 }],
  ["down", { code: "timeout" }],
  ["down", {}],
];

const operations =
  `run_id,operation_id,kind,subject,started_at,duration_s,outcome,error,bytes,worker
r1,1,verify,n,,1,miss,older: serial 41 of 42,0,""
r1,2,verify,n,,1,miss,"",0,""
r1,3,verify,n,,1,miss,never sent: serial 43 of 42,0,""
r1,4,verify,n,,1,timeout,no answer in 2 s,0,""
r1,5,big,n,,1,failed,422 bad_data: no,0,""
r1,6,put,n,,1,ok,"",9,""
`;
const codes = ["older", "gone", "wrong", "", "422", ""];

async function writeOldRecord(data: string): Promise<void> {
  await Deno.mkdir(`${data}/kv/r1`, { recursive: true });
  await Deno.writeTextFile(`${data}/kv/reports.json`, `${line}\n`);
  await Deno.writeTextFile(`${data}/kv/r1/events.csv`, events);
  await Deno.writeTextFile(`${data}/kv/r1/operations.csv`, operations);
}

test("parseRuns() reads lines of formats 1 and 2, and rejects newer ones", () => {
  expect(parseRuns(line)).toEqual({
    runs: [toTestRun("r1")],
    rejected: [],
  });
  const newer = line.replace("{", '{"format":3,');
  expect(parseRuns(newer).rejected).toEqual([{
    line: 1,
    message: "format 3 is unknown: use a newer Loadline",
    torn: true,
  }]);
});

test("appendRuns() writes the format", () =>
  withTempFolder(async (folder) => {
    await appendRuns(folder, [toTestRun("r1")]);
    const text = await Deno.readTextFile(`${folder}/reports.json`);
    expect(text).toMatch(/^\{"format":2,/);
    expect(parseRuns(text).runs).toEqual([toTestRun("r1")]);
  }));

test("readRows() reads tables of format 1 in the shape of format 2", () =>
  withTempFolder(async (data) => {
    await writeOldRecord(data);
    for (const file of await readPart(`${data}/kv/r1`)) {
      for await (const { rows, rejected } of readRows(file)) {
        expect(rejected).toEqual([]);
        if (file.table === "operations") {
          expect(rows.map((row) => "code" in row && row.code)).toEqual(codes);
        } else {
          expect(
            rows.map((row) =>
              "data" in row && [row.kind, JSON.parse(row.data)]
            ),
          ).toEqual(shownEvents);
        }
      }
    }
  }));

test("loadStore() loads records of both formats, also as Parquet", () =>
  withTempFolder(async (data) => {
    await writeOldRecord(data);
    const writer = new PartWriter(`${data}/kv/r2`, { minCompactRows: 1 });
    writer.append("operations", [
      toTestOperation("r2", { kind: "verify", outcome: "miss", code: "older" }),
    ]);
    await writer.close();
    await appendRuns(`${data}/kv`, [toTestRun("r2")]);
    const { leftOut } = await loadStore(data, `${data}/store.duckdb`);
    expect(leftOut).toEqual([]);
    using store = await Store.open(`${data}/store.duckdb`);
    const Row = z.object({ run_id: z.string(), code: z.string() });
    expect(
      await store.query(
        Row,
        "SELECT run_id, code FROM operations ORDER BY run_id, operation_id",
      ),
    ).toEqual([
      ...codes.map((code) => ({ run_id: "r1", code })),
      { run_id: "r2", code: "older" },
    ]);
  }));
