import { expect, test } from "vitest";
import { sessionSummary } from "../../../src/analysis/scaling/session_summary.ts";
import {
  toTestOperation,
  toTestParam,
  toTestRun,
  withTestStore,
} from "../../testing/records.ts";

const at = (second: number) =>
  new Date(Date.UTC(2026, 0, 2) + second * 1000).toISOString();

function toSession(session: string) {
  return [
    toTestParam("nodes", 3),
    toTestParam("workers", 25),
    toTestParam("value_size", 1024),
    toTestParam("session", session),
  ];
}

const rows = {
  events: [["measure", 0], ["cool_down", 10]].map(([subject, second]) => ({
    run_id: "r1",
    at: at(Number(second)),
    kind: "phase",
    subject: String(subject),
    detail: "",
    data: "{}",
  })),
  operations: Array.from({ length: 100 }, (_, i) =>
    toTestOperation("r1", {
      kind: "put",
      started_at: at(i / 20),
      duration_s: i < 95 ? 0.002 : 9,
      outcome: i < 95 ? "ok" : "timeout",
    })),
};

test("sessionSummary() counts only successes, and has no statistics for runs that are not ok", () =>
  withTestStore([
    [toTestRun("r1", { params: toSession("s1") }), rows],
    [toTestRun("r2", { params: toSession("s1"), status: "failed" }), {}],
    [toTestRun("r3", { params: toSession("s2"), status: "skipped" }), {}],
  ], async (store) => {
    const summary = await sessionSummary(store, "kv", { session: "s1" });
    expect(summary).toMatchObject([
      {
        cluster_size: 3,
        concurrency: 25,
        data_size: 1024,
        requests_per_sec: 9.5,
        success_rate: 95,
        avg_latency_ns: 2e6,
        p50_ms: 2,
        status: "ok",
      },
      { requests_per_sec: null, avg_latency_ns: null, status: "failed" },
    ]);
    expect(Object.keys(summary[0] ?? {}).slice(0, 6).join(",")).toBe(
      "cluster_size,concurrency,data_size,requests_per_sec,success_rate,avg_latency_ns",
    );
    expect(await sessionSummary(store, "kv")).toHaveLength(3);
  }));
