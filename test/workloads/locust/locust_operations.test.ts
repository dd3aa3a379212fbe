import { expect, test } from "vitest";
import type { LocustQuery } from "../../../src/workloads/locust/locust_lines.ts";
import {
  LocustQueries,
  toKinds,
} from "../../../src/workloads/locust/locust_operations.ts";
import type { QueryPlan } from "../../../src/workloads/promql/query_plan.ts";

const plan: QueryPlan = {
  run_id: "r",
  url: "http://127.0.0.1:9090",
  users: 4,
  incremental_period: 2,
  big_period: 8,
  metrics: ["m_0", "m_1"],
  scrape_interval: 15,
  big_points: 11_000,
  timeout: 5,
  seed: 1,
};

/** Noon, in milliseconds since 1970. */
const start = Date.parse("2026-01-02T12:00:00Z");

function toQueries(kinds = toKinds(plan)): LocustQueries {
  return new LocustQueries({ plan, kinds, start });
}

const okQuery: LocustQuery = {
  type: "query",
  ...{
    kind: "incremental",
    user: 2,
    turn: 1,
    due: 2.5,
    late: 0,
    duration: 0.0123456,
  },
  ...{ status: 200, bytes: 76, error: "", reason: "" },
  body:
    '{"status":"success","data":{"resultType":"vector","result":[{"metric":{}}]}}',
};

test("toKinds() spreads the users of a kind evenly over its period", () => {
  const { incremental, big } = toKinds(plan);
  const sorted = (phases: readonly number[] = []) => phases.toSorted();
  expect(sorted(incremental?.phases)).toEqual([0, 0.5, 1, 1.5]);
  expect(sorted(big?.phases)).toEqual([0, 2, 4, 6]);
  expect([incremental?.period, big?.period]).toEqual([2, 8]);
  expect(incremental?.queries).toEqual([
    'm_0{series_id="0"}[30s]',
    'm_1{series_id="0"}[30s]',
  ]);
  expect(big?.queries).toEqual(["rate(m_0[5m])[3300s:300ms]"]);
});

test("toKinds() returns only the kinds with queries, and refuses a plan without", () => {
  expect(Object.keys(toKinds({ ...plan, big_period: 0 })))
    .toEqual(["incremental"]);
  expect(() => toKinds({ ...plan, metrics: [] })).toThrow(
    "Cannot query as there is no metric to ask for",
  );
  for (const idle of [{ users: 0 }, { incremental_period: 0, big_period: 0 }]) {
    expect(() => toKinds({ ...plan, ...idle })).toThrow(RangeError);
  }
});

test("LocustQueries.toOperation() counts from the due time", () => {
  expect(toQueries().toOperation(okQuery)).toEqual({
    run_id: "r",
    operation_id: "incremental-2-1",
    kind: "incremental",
    subject: "prometheus",
    worker: "u2",
    started_at: "2026-01-02T12:00:02.500000Z",
    duration_s: 0.012346,
    outcome: "ok",
    error: "",
    code: "",
    bytes: 76,
  });
});

test("LocustQueries.toOperation() classifies every failure", () => {
  const empty = '{"status":"success","data":{"result":[]}}';
  const bad = '{"status":"error","errorType":"bad_data","error":"no"}';
  const none = { status: 0, bytes: 0, body: "" };
  const cases = [
    [{ body: empty, bytes: empty.length }, "miss", "200 with an empty result"],
    [{ status: 400, body: bad, bytes: 54 }, "failed", "400 bad_data: no"],
    [{ status: 429, body: "slow down", bytes: 9 }, "rejected", "429 slow down"],
    // Larger than the kept part: classified by its beginning.
    [{ bytes: 15e6 }, "ok", ""],
    [{ ...none, error: "TimeoutError" }, "timeout", "no answer in 5 s"],
    [
      { ...none, error: "ConnectionRefusedError", reason: "[Errno 111] no" },
      "refused",
      "[Errno 111] no",
    ],
    [
      { ...none, error: "RemoteDisconnected", reason: "closed" },
      "failed",
      "closed",
    ],
  ] as const;
  const queries = toQueries();
  for (const [query, outcome, error] of cases) {
    expect(queries.toOperation({ ...okQuery, ...query }))
      .toMatchObject({ outcome, error });
  }
  // Locust does not count an empty result as a failure.
  expect(queries.counts).toEqual(
    new Map([["incremental", { requests: 7, failures: 5 }]]),
  );
});

test("LocustQueries.unfinished() returns all that was due before the end and that Locust did not report", () => {
  const incremental = { period: 2, phases: [0, 1], queries: ["m"] };
  const queries = toQueries({ incremental });
  for (const turn of [0, 1]) {
    queries.toOperation({ ...okQuery, user: 0, turn, due: 2 * turn });
  }
  const rows = queries.unfinished(start + 5000, "it was not sent");
  expect(rows.map((row) => [row.operation_id, row.started_at, row.duration_s]))
    .toEqual([
      ["incremental-0-2", "2026-01-02T12:00:04.000000Z", 1],
      ["incremental-1-0", "2026-01-02T12:00:01.000000Z", 4],
      ["incremental-1-1", "2026-01-02T12:00:03.000000Z", 2],
      ["incremental-1-2", "2026-01-02T12:00:05.000000Z", 0],
    ]);
  expect(new Set(rows.map(({ outcome, error }) => `${outcome}: ${error}`)))
    .toEqual(new Set(["unfinished: it was not sent"]));
});
