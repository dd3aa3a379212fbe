import { expect, test } from "vitest";
import { toRedactor } from "../../../src/lab/recording/redact.ts";
import type { Operation, Sample } from "../../../src/record/mod.ts";
import { resultRows } from "../../../src/workloads/driver/result_rows.ts";

const request: Operation = {
  run_id: "imported",
  operation_id: "1",
  kind: "request",
  subject: "http://127.0.0.1:8080/items",
  started_at: "2026-01-02T03:04:05.678901Z",
  duration_s: 0.25,
  outcome: "ok",
  error: "",
  code: "",
  bytes: 7,
  worker: "",
};

function convert(changes: Partial<Operation>, ahead = 0) {
  const rows = resultRows({
    run_id: "run",
    ahead,
    redact: toRedactor(["open-sesame"]),
  });
  const [row] = rows("operations", [{ ...request, ...changes }]);
  return row;
}

test("rows of a driver get the id of the run", () => {
  expect(convert({})).toEqual({ ...request, run_id: "run" });
});

test.each([
  ["pay", "pay"],
  ["pay-order_2", "pay-order_2"],
  ["/orders/1", "request"],
  ["GET /orders", "request"],
  ["http://127.0.0.1/", "request"],
  ["", "request"],
  // Probes and the read-back are no load.
  ["probe_put", "request"],
  ["verify", "request"],
])(
  "a request with the name '%s' is an operation of kind %s",
  (subject, kind) => {
    expect(convert({ subject })).toMatchObject({ kind, subject });
  },
);

test("times of the machine's clock become those of the run", () => {
  const at = (ahead: number) => convert({}, ahead)?.started_at;
  expect(at(1500)).toBe("2026-01-02T03:04:04.178901Z");
  expect(at(-1000)).toBe("2026-01-02T03:04:06.678901Z");
  expect(convert({ started_at: null }, 1500)?.started_at).toBeNull();
});

test("no text of a driver has a secret", () => {
  expect(convert({
    subject: "http://user:hunter2@127.0.0.1/?key=open-sesame",
    error: "token=abcdef was refused",
    worker: "open-sesame",
  })).toMatchObject({
    subject: "http://***@127.0.0.1/?key=***",
    error: "token=*** was refused",
    worker: "***",
  });
});

test("samples have their time moved too, and no kind", () => {
  const rows = resultRows({ run_id: "run", ahead: 1, redact: (text) => text });
  const sample: Sample = {
    run_id: "imported",
    source: "generator",
    metric: "users",
    unit: "",
    at: "2026-01-02T03:04:05.678Z",
    value: 3,
  };
  expect(rows("samples", [sample])).toEqual([
    { ...sample, run_id: "run", at: "2026-01-02T03:04:05.677000Z" },
  ]);
});
