import { expect, test } from "vitest";
import {
  injectAndHeal,
  type InjectionContext,
} from "../../../src/experiments/cluster/inject_and_heal.ts";
import type { Fault } from "../../../src/lab/faults/fault_definition.ts";
import {
  parseSchedule,
  type TimedFault,
} from "../../../src/lab/faults/fault_schedule.ts";
import { Event } from "../../../src/record/mod.ts";
import { loopback } from "../../../src/lab/network/network.ts";
import { ProcessGroup } from "../../../src/lab/processes/process_group.ts";
import type {
  Cluster,
  ClusterNode,
} from "../../../src/lab/system/system_under_test.ts";
import { kv } from "../../../src/systems/kv/kv.ts";
import {
  closeProxies,
  hasCaughtUp,
  processOf,
  startOn,
  until,
} from "../../testing/clusters.ts";

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
  leader: null,
  health: () => Promise.resolve("up"),
  caughtUp: null,
  replacement: "it keeps nothing",
};

function describeRow(row: unknown): string {
  const { kind, subject, detail, data } = Event.parse(row);
  return `event ${kind} ${subject} ${detail} ${data}`;
}

type Times = Omit<TimedFault, "fault"> & { readonly name: string };

const five: readonly Times[] = [{ name: "kill", from: 0, until: 5 }];

/** Injects and heals faults; returns all calls in order. */
async function recordCalls(
  schedule: readonly Times[],
  {
    runPhase = () => Promise.resolve(),
    heal = () => Promise.resolve(),
    note = "",
  }: {
    runPhase?: InjectionContext["runPhase"];
    heal?: (name: string) => Promise<void>;
    note?: string;
  } = {},
): Promise<string[]> {
  const calls: string[] = [];
  const toFault = (name: string): Fault => ({
    ...{ name, title: "", requires: [], settings: {}, targets: "leader" },
    unavailableReason: () => Promise.resolve(""),
    prepare: ({ values }) => {
      calls.push(`prepare ${name} ${values["delay"]}`);
      return Promise.resolve(() => {
        calls.push(`inject ${name}`);
        return Promise.resolve({
          nodes: [node],
          note,
          heal: () => {
            calls.push(`heal ${name}`);
            return heal(name);
          },
        });
      });
    },
  });
  const faults = schedule.map(({ name, ...times }) => ({
    fault: toFault(name),
    ...times,
  }));
  await injectAndHeal(faults, {
    values: { delay: 0.1 },
    recovery: 9,
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
  expect(await recordCalls(five, { note: "it led" })).toEqual([
    "phase fault",
    "prepare kill 0.1",
    "inject kill",
    'event fault node-1 kill {"title":""}',
    "event note node-1 it led",
    "runPhase fault 5",
    "phase heal",
    "heal kill",
    "event heal node-1 kill",
    "watch node-1",
    "runPhase heal 9",
  ]);
});

test("injectAndHeal() selects the targets of faults due together first, and heals in reverse order", async () => {
  const calls = await recordCalls([
    { name: "slow", from: 0, until: 5 },
    { name: "kill", from: 0, until: 5 },
  ]);
  expect(calls).toEqual([
    "phase fault",
    "prepare slow 0.1",
    "prepare kill 0.1",
    "inject slow",
    'event fault node-1 slow {"title":""}',
    "inject kill",
    'event fault node-1 kill {"title":""}',
    "runPhase fault 5",
    "phase heal",
    "heal kill",
    "event heal node-1 kill",
    "watch node-1",
    "heal slow",
    "event heal node-1 slow",
    "watch node-1",
    "runPhase heal 9",
  ]);
});

test("injectAndHeal() keeps the times of a schedule with an overlap and a break", async () => {
  const calls = await recordCalls([
    { name: "kill", from: 2, until: 6 },
    { name: "slow", from: 4, until: 8 },
    { name: "pause", from: 10, until: 11 },
  ]);
  expect(calls.filter((call) => !/^(prepare|event|watch)/.test(call))).toEqual([
    "phase fault",
    "runPhase fault 2",
    "inject kill",
    "runPhase fault 2",
    "inject slow",
    "runPhase fault 2",
    "heal kill",
    "runPhase fault 2",
    "heal slow",
    "runPhase fault 2",
    "inject pause",
    "runPhase fault 1",
    "phase heal",
    "heal pause",
    "runPhase heal 9",
  ]);
});

test("injectAndHeal() heals all in reverse order when it is interrupted", async () => {
  const calls = await recordCalls([...five, {
    name: "slow",
    from: 0,
    until: 9,
  }], {
    runPhase: () => Promise.reject(new Error("Ctrl-C")),
  });
  expect(calls.slice(-6)).toEqual([
    "runPhase fault 5",
    "heal slow",
    "event heal node-1 slow",
    "heal kill",
    "event heal node-1 kill",
    "threw Ctrl-C",
  ]);
});

test("injectAndHeal() heals once, and emits no heal event if healing fails", async () => {
  const heal = () => Promise.reject(new Error("it does not start"));
  expect((await recordCalls(five, { heal })).slice(4)).toEqual([
    "runPhase fault 5",
    "phase heal",
    "heal kill",
    "threw it does not start",
  ]);
});

test("injectAndHeal() heals the other faults if healing one fails", async () => {
  const heal = (name: string) =>
    name === "slow"
      ? Promise.reject(new Error("it does not heal"))
      : Promise.resolve();
  const schedule = [...five, { name: "slow", from: 0, until: 5 }];
  expect((await recordCalls(schedule, { heal })).slice(-4)).toEqual([
    "heal slow",
    "heal kill",
    "event heal node-1 kill",
    "threw it does not heal",
  ]);
});

/** Runs a schedule on three kv nodes; returns its events, and the state of the nodes at the end of each wait. */
async function runOnKv(text: string) {
  await using processes = await ProcessGroup.create();
  const cluster = await startOn(kv, processes, { proxied: true });
  const calls: string[] = [];
  try {
    await injectAndHeal(parseSchedule(text, 0.2), {
      values: { delay: 0.05 },
      recovery: 0.1,
      cluster,
      network: loopback,
      probes: { watchCatchUp: ({ name }) => calls.push(`watch ${name}`) },
      recorder: {
        phase: (phase) => calls.push(`phase ${phase}`),
        run_id: "r",
        append(_, rows) {
          for (const row of rows) {
            const { kind, subject, detail } = Event.parse(row);
            calls.push(`${kind} ${detail} at ${subject}`);
          }
        },
        event: (kind, subject, detail) =>
          kind === "note" || calls.push(`${kind} ${detail} at ${subject}`),
      },
      runPhase: async (_, seconds) => {
        await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
        calls.push(
          cluster.nodes.map((node) =>
            [
              processOf(node).pid === null ? "dead" : "runs",
              node.peerProxy?.conditions.delay === 0 ? "" : " slow",
            ].join("")
          ).join(", "),
        );
      },
    });
    for (const node of cluster.nodes) {
      await until("it to catch up", () => hasCaughtUp(cluster, node));
    }
  } finally {
    await closeProxies(cluster);
  }
  return calls;
}

test("two overlapping faults act on a real cluster together, and both are healed", async () => {
  expect(await runOnKv("slow-link+kill-leader")).toEqual([
    "phase fault",
    "fault slow-link at node-0",
    "fault kill-leader at node-0",
    "dead slow, runs, runs",
    "phase heal",
    "heal kill-leader at node-0",
    "watch node-0",
    "heal slow-link at node-0",
    "watch node-0",
    "runs, runs, runs",
  ]);
});

test("the faults of a schedule act on a real cluster at their own times", async () => {
  const text = "kill-follower@0s..0.4s+slow-link@0.2s..0.6s";
  expect(await runOnKv(text)).toEqual([
    "phase fault",
    "fault kill-follower at node-1",
    "runs, dead, runs",
    "fault slow-link at node-0",
    "runs slow, dead, runs",
    "heal kill-follower at node-1",
    "watch node-1",
    "runs slow, runs, runs",
    "phase heal",
    "heal slow-link at node-0",
    "watch node-0",
    "runs, runs, runs",
  ]);
});
