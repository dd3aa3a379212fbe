import { expect, test } from "vitest";
import {
  injectAndHeal,
  type InjectionContext,
} from "../../../src/experiments/cluster/inject_and_heal.ts";
import type { Fault } from "../../../src/lab/faults/fault_catalogue.ts";
import { Event } from "../../../src/record/mod.ts";
import { loopback } from "../../../src/lab/network/network.ts";
import type {
  Cluster,
  ClusterNode,
} from "../../../src/lab/system/system_under_test.ts";

const node: ClusterNode = {
  name: "node-1",
  endpoint: { name: "node-1", host: "127.0.0.1", port: 1 },
  process: null,
  metrics: "",
  peerProxy: null,
};
const cluster: Cluster = {
  version: "1",
  client: { protocol: "resp" },
  nodes: [node],
  leader: () => Promise.resolve("node-1"),
  health: () => Promise.resolve("up"),
  caughtUp: () => Promise.resolve(true),
  replacement: "it keeps nothing",
};

function describeRow(row: unknown): string {
  const { kind, subject, detail, data } = Event.parse(row);
  return `event ${kind} ${subject} ${detail} ${data}`;
}

/** Injects and heals a fault; returns all calls in order. */
async function recordCalls(
  options: {
    runPhase?: InjectionContext["runPhase"];
    heal?: () => Promise<void>;
    note?: string;
  } = {},
): Promise<string[]> {
  const calls: string[] = [];
  const {
    runPhase = () => Promise.resolve(),
    heal = () => Promise.resolve(),
    note = "",
  } = options;
  const fault: Fault = {
    name: "kill-leader",
    title: "The leader crashes",
    needs: "process",
    unavailableReason: () => Promise.resolve(""),
    inject: ({ delay, cpu_share }) => {
      calls.push(`inject ${delay} ${cpu_share}`);
      return Promise.resolve({
        nodes: [node],
        note,
        heal: () => {
          calls.push("heal");
          return heal();
        },
      });
    },
  };
  await injectAndHeal(fault, {
    values: { delay: 0.1, cpu_share: 0.2, fault_duration: 5, recovery: 9 },
    cluster,
    network: loopback,
    probes: { watchCatchUp: ({ name }) => calls.push(`watch ${name}`) },
    recorder: {
      phase: (phase) => calls.push(`phase ${phase}`),
      run_id: "r",
      append: (_, rows) => calls.push(...rows.map(describeRow)),
      event: (kind, subject, detail) =>
        calls.push(`event ${kind} ${subject} ${detail}`),
    },
    runPhase: (phase, seconds) => {
      calls.push(`runPhase ${phase} ${seconds}`);
      return runPhase(phase, seconds);
    },
  }).catch((error: Error) => calls.push(`threw ${error.message}`));
  return calls;
}

test("injectAndHeal() injects, waits, heals and watches", async () => {
  expect(await recordCalls({ note: "it led" })).toEqual([
    "phase fault",
    "inject 0.1 0.2",
    'event fault node-1 kill-leader {"title":"The leader crashes"}',
    "event note node-1 it led",
    "runPhase fault 5",
    "phase heal",
    "heal",
    "event heal node-1 kill-leader",
    "watch node-1",
    "runPhase heal 9",
  ]);
});

test("injectAndHeal() heals when it is interrupted", async () => {
  const runPhase = (phase: string) =>
    phase === "fault" ? Promise.reject(new Error("Ctrl-C")) : Promise.resolve();
  expect((await recordCalls({ runPhase })).slice(3)).toEqual([
    "runPhase fault 5",
    "heal",
    "event heal node-1 kill-leader",
    "threw Ctrl-C",
  ]);
});

test("injectAndHeal() heals once, and emits no heal event if healing fails", async () => {
  const heal = () => Promise.reject(new Error("it does not start"));
  expect((await recordCalls({ heal })).slice(3)).toEqual([
    "runPhase fault 5",
    "phase heal",
    "heal",
    "threw it does not start",
  ]);
});
