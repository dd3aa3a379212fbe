import { expect, test } from "vitest";
import {
  isTransaction,
  readPgbenchLog,
} from "../../../src/ingest/database_tools/pgbench_log.ts";
import { toSource } from "../../../src/ingest/mod.ts";
import { readWhole } from "../../testing/read_whole.ts";

test.each([
  ["0 1 4772 0 1795231778 62090", true],
  ["0 1 skipped 0 1795231778 62090 12", true],
  ["0 1 deadlock 0 1795231778 62090 12 3", true],
  ["1795231786 1000 2982222 24300426318 461 72434", false],
  ["0 1 late 0 1795231778 62090", false],
])("isTransaction(%j) is %j", (line, expected) => {
  expect(isTransaction(line)).toBe(expected);
});

async function read(text: string) {
  const file = toSource("a.log", text);
  return await readWhole(
    readPgbenchLog(file, { experiment: "x", settings: {} }),
  );
}

test("a skipped transaction is no operation, a failed one has no latency", async () => {
  const { rows, runs } = await read(
    "0 1 2000 0 1795231778 500000 10\n0 2 skipped 0 1795231778 600000 90\n0 3 deadlock 1 1795231778 700000 10\n",
  );
  expect(
    rows.operations.map(({ subject, duration_s, outcome, code }) => [
      subject,
      duration_s,
      outcome,
      code,
    ]),
  ).toEqual([["script 0", 0.002, "ok", ""], [
    "script 1",
    null,
    "failed",
    "deadlock",
  ]]);
  expect(rows.samples).toMatchObject([{
    metric: "skipped_requests",
    at: "2026-11-21T03:29:38.600Z",
    value: 1,
  }]);
  expect(runs[0]?.params.map(({ key, value }) => [key, value]))
    .toEqual([["workers", "1"], ["loop", "open"]]);
  expect(rows.warnings.map(({ code }) => code))
    .toEqual(["skipped-requests", "left-out"]);
});

test("gaps in the numbers of transactions tell a sample", async () => {
  const { rows } = await read(
    "0 10 2000 0 1795231778 500000\n0 20 2000 0 1795231778 600000\n",
  );
  expect(rows.warnings).toMatchObject([{ code: "sampled", n: 18 }]);
});
