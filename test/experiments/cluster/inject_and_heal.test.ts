import { expect, test } from "vitest";
import { disturb, type Disturbance } from "../../../src/experiments/cluster/inject_and_heal.ts";
import type { Fault } from "../../../src/lab/faults/fault_catalogue.ts";
import { loopback } from "../../../src/lab/network/network.ts";
import type { Cluster, ClusterNode } from "../../../src/lab/system/system_under_test.ts";

const node: ClusterNode = {
  name: "node-1",
  endpoint: { name: "node-1", host: "127.0.0.1", port: 1 },
  process: null,
  metrics: "",
  link: null,
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

/** All that happens in a fault phase, in order. */
async function tell(
  options: {
    spend?: Disturbance["spend"];
    heal?: () => Promise<void>;
    note?: string;
  } = {},
): Promise<string[]> {
  const told: string[] = [];
  const {
    spend = () => Promise.resolve(),
    heal = () => Promise.resolve(),
    note = "",
  } = options;
  const fault: Fault = {
    name: "kill-leader",
    title: "",
    needs: "process",
    available: () => Promise.resolve(""),
    inject: ({ delay, cpu_share }) => {
      told.push(`inject ${delay} ${cpu_share}`);
      return Promise.resolve({
        nodes: [node],
        note,
        heal: () => {
          told.push("heal");
          return heal();
        },
      });
    },
  };
  await disturb(fault, {
    values: { delay: 0.1, cpu_share: 0.2, fault_duration: 5, recovery: 9 },
    cluster,
    network: loopback,
    sampler: { watchCatchUp: ({ name }) => told.push(`watch ${name}`) },
    recorder: {
      phase: (phase) => told.push(`phase ${phase}`),
      event: (kind, subject, detail) =>
        told.push(`event ${kind} ${subject} ${detail}`),
    },
    spend: (phase, seconds) => {
      told.push(`spend ${phase} ${seconds}`);
      return spend(phase, seconds);
    },
  }).catch((error: Error) => told.push(`threw ${error.message}`));
  return told;
}

test("disturb() injects, holds, heals and watches", async () => {
  expect(await tell({ note: "it led" })).toEqual([
    "phase fault",
    "inject 0.1 0.2",
    "event fault node-1 kill-leader",
    "event note node-1 it led",
    "spend fault 5",
    "phase heal",
    "heal",
    "event heal node-1 kill-leader",
    "watch node-1",
    "spend heal 9",
  ]);
});

test("disturb() heals when it is interrupted", async () => {
  const spend = (phase: string) =>
    phase === "fault" ? Promise.reject(new Error("Ctrl-C")) : Promise.resolve();
  expect((await tell({ spend })).slice(3)).toEqual([
    "spend fault 5",
    "heal",
    "event heal node-1 kill-leader",
    "threw Ctrl-C",
  ]);
});

test("disturb() heals once, and says nothing of healing where that fails", async () => {
  const heal = () => Promise.reject(new Error("it does not start"));
  expect((await tell({ heal })).slice(3)).toEqual([
    "spend fault 5",
    "phase heal",
    "heal",
    "threw it does not start",
  ]);
});
