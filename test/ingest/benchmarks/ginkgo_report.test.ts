import { expect, test } from "vitest";
import { ginkgo } from "../../../src/ingest/benchmarks/ginkgo_report.ts";
import { readSource } from "../../../src/ingest/mod.ts";
import { readWhole } from "../../testing/read_whole.ts";

async function read(name: string) {
  const file = readSource(`test/testdata/ingest/ginkgo/${name}`);
  return await readWhole(
    ginkgo.read(file, { experiment: "x", settings: {} }),
  );
}

test("specs that ran are operations, and those of experiments beside them", async () => {
  const { runs, rows } = await read("report.json");
  expect(runs).toMatchObject([{
    verdict: "fail",
    started_at: "2026-05-20T10:00:00.250Z",
  }]);
  expect(
    rows.operations.map(({ kind, subject, duration_s, outcome, code }) => [
      kind,
      subject,
      duration_s,
      outcome,
      code,
    ]),
  ).toEqual([
    [
      "spec",
      "Placement when a cell dies restarts its LRPs",
      2,
      "ok",
      "",
    ],
    ["spec", "Placement evacuates", 5, "timeout", "timedout"],
    ["start", "", 1.5, "ok", ""],
    ["start", "second", 2.5, "ok", ""],
  ]);
  expect(rows.warnings.map(({ code, n }) => [code, n])).toEqual([
    ["rejected-row", 1],
    ["unreadable-cell", 1],
    ["not-told", 1],
    ["rejected-row", 1],
  ]);
});

test("an experiment by itself is a run, its values are samples", async () => {
  const { runs, rows, counts } = await read("experiment.json");
  expect(runs[0]?.params[0]).toMatchObject({ value: "Desiring LRPs" });
  expect(rows.samples.map(({ metric, value, unit }) => [metric, value, unit]))
    .toEqual([["running", 100, "instances"], ["running", 99.5, "instances"]]);
  expect(rows.events.map(({ detail }) => detail)).toEqual(["with 2 cells"]);
  expect(counts).toMatchObject({ read: 5, stored: 4, rejected: 1 });
});
