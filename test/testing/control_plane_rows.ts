/** A store with runs on control planes: one that grew in peace, and one whose store lost all data. */
import type { Operation, Rows, Run, Sample } from "../../src/record/mod.ts";
import type { Store } from "../../src/store/mod.ts";
import { timeOf } from "./platform_rows.ts";
import {
  toTestOperation,
  toTestParam,
  toTestRun,
  withTestStore,
} from "./records.ts";

/** Rows of a run; operations are `[kind, second, duration, outcome]`, with a code if need be. */
export interface RunRows {
  readonly id: string;
  readonly preset: string;
  readonly system: string;
  readonly cells: number;
  readonly fault: string;
  readonly operations: readonly (readonly [
    kind: string,
    at: number,
    duration_s: number,
    outcome: string,
    code?: string,
  ])[];
  /** Kind and second of events of a fault. */
  readonly events: readonly (readonly [string, number])[];
}

/** Returns a run that is ok, with its rows. */
export function toControlPlaneRows(
  { id, preset, system, cells, fault, operations, events }: RunRows,
): [Run, Partial<Rows>] {
  const run = toTestRun(id, {
    ...{ experiment: "control-plane", case_id: `cells=${cells}`, system },
    ...{ started_at: timeOf(0) },
    params: [
      toTestParam("preset", preset),
      toTestParam("session", "s"),
      toTestParam("layout", "indexed"),
      toTestParam("fault", fault),
      toTestParam("cells", cells),
      toTestParam("instances_per_cell", 200),
      toTestParam("bulk_interval", 30, { unit: "s" }),
      toTestParam("outage", 5, { unit: "s" }),
    ],
  });
  const event = (kind: string, at: number, subject: string, detail = "") => ({
    ...{ run_id: id, at: timeOf(at), kind, subject, detail, data: "{}" },
  });
  const sample = (metric: string, value: number): Sample => ({
    ...{ run_id: id, source: "store", metric, unit: "", value },
    at: timeOf(50),
  });
  return [run, {
    operations: operations.map(([kind, at, duration_s, outcome, code], i) =>
      toTestOperation(id, {
        ...{ kind, operation_id: `${kind}-${i}`, duration_s, code: code ?? "" },
        ...{ started_at: timeOf(at), outcome: outcome as Operation["outcome"] },
      })
    ),
    events: [
      event("load_started", 5, "generator"),
      event("phase", 10, "measure"),
      ...events.map(([kind, at]) => event(kind, at, "store", fault)),
      event("phase", 100, "cool_down"),
      event("load_ended", 100, "generator"),
    ],
    samples: [sample("size", 5e8), sample("memory", 3e8), sample("cpu", 0.5)],
  }];
}

/** Requests of single records, enough for percentiles: `n` of which the last is not answered. */
export const requests = (n: number, seconds: number) =>
  Array.from(
    { length: n },
    (_, i) =>
      [
        "cell_fetch",
        20 + i / n,
        seconds,
        i === n - 1 ? "timeout" : "ok",
      ] as const,
  );

/** Runs `body` with the store. */
export function withControlPlaneStore<Result>(
  body: (store: Store) => Promise<Result>,
): Promise<Result> {
  return withTestStore([
    toControlPlaneRows({
      preset: "growth",
      ...{ id: "a", system: "postgresql", cells: 1000, fault: "none" },
      operations: [
        ["seed_lrps", 1, 2, "ok"],
        ["seed_lrps", 3, 2, "failed"],
        ["route_fetch", 20, 1.5, "ok"],
        ["route_fetch", 50, 2.5, "ok"],
        ["converge", 30, 0.5, "ok"],
        ["lrp_event", 30, 0.01, "ok"],
        ["lrp_event", 31, 2, "unfinished"],
        ...requests(400, 0.004),
      ],
      events: [],
    }),
    toControlPlaneRows({
      preset: "growth",
      ...{ id: "b", system: "etcd", cells: 1000, fault: "none" },
      operations: [["route_fetch", 20, 45, "ok"], ...requests(400, 0.2)],
      events: [],
    }),
    toControlPlaneRows({
      preset: "growth",
      ...{ id: "c", system: "etcd", cells: 50, fault: "wipe-store" },
      operations: [
        ["cell_presence", 61, 0.1, "refused"],
        ["cell_presence", 66, 0.5, "ok"],
        ["recover", 60, 10, "ok"],
        ["recover", 60, 20, "ok"],
        ["verify", 99, 0.1, "miss"],
        ["verify", 99, 0.1, "ok"],
      ],
      events: [["fault", 60], ["heal", 66]],
    }),
  ], body);
}
