/** A store with runs of a system made here, in peace and under a fault, and with what a document prints of it. */
import type { Rows, Run } from "../../src/record/mod.ts";
import type { Store } from "../../src/store/mod.ts";
import { atSecond, faultEvents, faultRun, toAttempts } from "./fault_run.ts";
import {
  toTestOperation,
  toTestParam,
  toTestReported,
  toTestRun,
  withTestStore,
} from "./records.ts";

/** Returns a run of 10 s with this many operations a second, each of 10 ms, by 10 workers with values of 1 KiB. */
export function toCaseRows(
  id: string,
  { nodes, rate, preset = "full" }: {
    readonly nodes: number;
    readonly rate: number;
    readonly preset?: string;
  },
): [Run, Partial<Rows>] {
  const phase = (second: number, subject: string) => ({
    ...{ run_id: id, at: atSecond(second), kind: "phase", subject },
    ...{ detail: "", data: "{}" },
  });
  return [
    toTestRun(id, {
      ...{ experiment: "own", system: "shop", case_id: `nodes=${nodes}` },
      params: [
        toTestParam("preset", preset),
        toTestParam("session", "s"),
        toTestParam("nodes", nodes),
        toTestParam("workers", 10),
        toTestParam("size", 1024, { unit: "B" }),
      ],
    }),
    {
      events: [phase(0, "measure"), phase(10, "cool_down")],
      // The last node is alone.
      samples: Array.from({ length: nodes }, (_, i) => ({
        ...{ run_id: id, at: atSecond(5), source: `node-${i}`, unit: "" },
        ...{ metric: "peers", value: i === nodes - 1 ? 0 : nodes - 2 },
      })),
      operations: Array.from(
        { length: 10 * rate },
        (_, i) =>
          toTestOperation(id, {
            ...{ operation_id: String(i), kind: "put", subject: "node-0" },
            ...{ started_at: atSecond(i / rate), duration_s: 0.01 },
          }),
      ),
    },
  ];
}

/** Returns a row of a document, or without one a result of a tool: a rate, and if there is one its mean latency. */
export function toClaimRows(
  id: string,
  { nodes, document, rate, latency }: {
    readonly nodes: number;
    readonly document: string;
    readonly rate: number;
    readonly latency: number | null;
  },
): [Run, Partial<Rows>] {
  return [
    toTestRun(id, {
      ...{ experiment: "claims", system: "shop", source: "printed.csv" },
      case_id: `nodes=${nodes}`,
      params: [
        toTestParam("nodes", nodes),
        toTestParam("workers", 10),
        toTestParam("value_size", 1024, { unit: "B" }),
        toTestParam("loop", "closed"),
        toTestParam("document", document),
      ],
    }),
    {
      reported: [
        toTestReported(id, { kind: "throughput", unit: "1/s", value: rate }),
        ...latency === null ? [] : [
          toTestReported(id, {
            ...{ kind: "latency", statistic: "mean", unit: "s" },
            value: latency,
          }),
        ],
      ],
    },
  ];
}

/** A killed node: nothing succeeds from 10 s until 14 s. */
const underFault: [Run, Partial<Rows>] = [
  {
    ...faultRun,
    ...{ experiment: "own", system: "shop" },
    params: [
      ...faultRun.params,
      toTestParam("preset", "faults"),
      toTestParam("session", "f"),
      toTestParam("nodes", 3),
      toTestParam("workers", 10),
      toTestParam("size", 1024, { unit: "B" }),
      toTestParam("fault_duration", 5, { unit: "s" }),
    ],
  },
  {
    events: faultEvents,
    operations: toAttempts({
      ...{ kind: "put", subject: "node-0", step: 0.1 },
      out: [[10.05, 13.95]],
    }),
  },
];

/**
 * Runs `body` with the store: 50 operations a second on one node, 20 on three; 25 printed for one node with a latency in
 * the wrong unit, and 10 for five nodes, which nobody measured.
 */
export function withClaimedStore<Result>(
  body: (store: Store) => Promise<Result>,
): Promise<Result> {
  return withTestStore([
    toCaseRows("a", { nodes: 1, rate: 50 }),
    toCaseRows("b", { nodes: 3, rate: 20 }),
    underFault,
    toClaimRows("x", {
      ...{ nodes: 1, document: "walk_through", rate: 25, latency: 0.0004 },
    }),
    toClaimRows("y", {
      ...{ nodes: 5, document: "walk_through", rate: 10, latency: null },
    }),
    toClaimRows("z", { nodes: 1, document: "", rate: 99, latency: null }),
  ], body);
}

/** Names of the experiments and settings of `withClaimedStore()`. */
export const claimedNames = {
  ...{ measured: "own", claims: "claims", system: "shop" },
  ...{ size: "size", peers: "peers" },
} as const;
