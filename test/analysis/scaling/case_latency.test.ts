import { expect, test } from "vitest";
import {
  caseLatencies,
  type SessionGrouping,
} from "../../../src/analysis/scaling/case_latency.ts";
import type { Rows } from "../../../src/record/mod.ts";
import {
  toTestOperation,
  toTestParam,
  toTestRun,
  withTestStore,
} from "../../testing/records.ts";

const at = (second: number) =>
  new Date(Date.UTC(2026, 0, 2) + second * 1000).toISOString();

/** `n` operations of `seconds` due in the phase `measure`, and a long one before it. */
function toRows(run_id: string, n: number, seconds: number): Partial<Rows> {
  return {
    events: [["measure", 1], ["cool_down", 9]].map(([subject, second]) => ({
      run_id,
      at: at(Number(second)),
      kind: "phase",
      subject: String(subject),
      detail: "",
      data: "{}",
    })),
    operations: [
      toTestOperation(run_id, { started_at: at(0), duration_s: 99 }),
      ...Array.from(
        { length: n },
        () =>
          toTestOperation(run_id, { started_at: at(2), duration_s: seconds }),
      ),
      toTestOperation(run_id, {
        started_at: at(2),
        duration_s: 5,
        outcome: "timeout",
      }),
    ],
  };
}

test("caseLatencies() pools the operations of all repetitions, and separates versions", () =>
  withTestStore([
    [toTestRun("r1"), toRows("r1", 90, 1)],
    [toTestRun("r2"), toRows("r2", 10, 3)],
    [toTestRun("r3", { status: "failed" }), toRows("r3", 90, 9)],
    [toTestRun("r4", { system_version: "3.5" }), toRows("r4", 30, 2)],
    [toTestRun("r5", { experiment: "other" }), toRows("r5", 30, 2)],
  ], async (store) => {
    // The mean of the two runs' own p50 would be 2, of their p95 too.
    expect(await caseLatencies(store, "kv")).toEqual([
      {
        system: "etcd",
        system_version: "3.4",
        case_id: "nodes=3",
        session: "",
        p50: 1,
        p95: 3,
        p99: null,
      },
      {
        system: "etcd",
        system_version: "3.5",
        case_id: "nodes=3",
        session: "",
        p50: 2,
        p95: null,
        p99: null,
      },
    ]);
  }));

test("caseLatencies() separates sessions unless they are pooled", () => {
  const inSession = (run_id: string, session: string, seconds: number) =>
    [
      toTestRun(run_id, { params: [toTestParam("session", session)] }),
      toRows(run_id, 90, seconds),
    ] as const;
  return withTestStore(
    [inSession("r1", "s1", 1), inSession("r2", "s2", 3)],
    async (store) => {
      const medians = async (sessions: SessionGrouping) =>
        (await caseLatencies(store, "kv", { sessions })).map((
          { session, p50 },
        ) => [session, p50]);
      expect(await medians("separate")).toEqual([["s1", 1], ["s2", 3]]);
      expect(await medians("pooled")).toEqual([["", 2]]);
    },
  );
});

test("caseLatencies() pools the cases of several sessions, and leaves those of one as they are", () => {
  const inCase = (
    run_id: string,
    [case_id, session]: readonly [string, string],
    seconds: number,
  ) =>
    [
      toTestRun(run_id, {
        case_id,
        params: [toTestParam("session", session)],
      }),
      toRows(run_id, 90, seconds),
    ] as const;
  return withTestStore([
    inCase("r1", ["nodes=3", "s2"], 1),
    inCase("r2", ["nodes=5", "s1"], 3),
    inCase("r3", ["nodes=5", "s2"], 5),
    [toTestRun("r4", { case_id: "nodes=7" }), toRows("r4", 90, 2)],
  ], async (store) => {
    const medians = async (sessions: SessionGrouping) =>
      (await caseLatencies(store, "kv", { sessions }))
        .map(({ case_id, session, p50 }) => [case_id, session, p50]);
    expect(await medians("separate")).toEqual([
      ["nodes=3", "s2", 1],
      ["nodes=5", "s1", 3],
      ["nodes=5", "s2", 5],
      ["nodes=7", "", 2],
    ]);
    expect(await medians("pooled")).toEqual([
      ["nodes=3", "", 1],
      ["nodes=5", "", 4],
      ["nodes=7", "", 2],
    ]);
  });
});
