/** The faults that experiments can inject into a cluster. */
import { number, type Settings } from "../plan/settings.ts";
import { defineFault, type Fault } from "./fault_definition.ts";
import {
  crash,
  impairLink,
  isolate,
  pause,
  resetRepeatedly,
  shutDown,
  throttleCpu,
  wipe,
} from "./injections.ts";

/** Link faults affect the connections to the leader, as all writes go there. */
export const faults: readonly Fault[] = [
  defineFault({
    name: "kill-leader",
    title: "The leader crashes (SIGKILL), and is started again",
    requires: ["kill"],
    settings: {},
    targets: "leader",
    inject: crash,
  }),
  defineFault({
    name: "kill-follower",
    title: "A follower crashes (SIGKILL), and is started again",
    requires: ["kill", "several-nodes"],
    settings: {},
    targets: "follower",
    inject: crash,
  }),
  defineFault({
    name: "majority-down",
    title: "A majority with the leader crashes (SIGKILL), and is started again",
    requires: ["kill"],
    settings: {},
    targets: "majority",
    inject: crash,
  }),
  defineFault({
    name: "wipe-leader",
    title: "The leader crashes and loses its disk, and joins again empty",
    requires: ["kill", "replace"],
    settings: {},
    targets: "leader",
    inject: wipe,
  }),
  defineFault({
    name: "wipe-follower",
    title: "A follower crashes and loses its disk, and joins again empty",
    requires: ["kill", "replace", "several-nodes"],
    settings: {},
    targets: "follower",
    inject: wipe,
  }),
  defineFault({
    name: "restart-leader",
    title: "The leader is shut down (SIGTERM), and started again",
    requires: ["kill"],
    settings: {},
    targets: "leader",
    inject: shutDown,
  }),
  defineFault({
    name: "pause-leader",
    title: "The leader stands still (SIGSTOP), and goes on",
    requires: ["pause"],
    settings: {},
    targets: "leader",
    inject: pause,
  }),
  defineFault({
    name: "pause-follower",
    title: "A follower stands still (SIGSTOP), and goes on",
    requires: ["pause", "several-nodes"],
    settings: {},
    targets: "follower",
    inject: pause,
  }),
  defineFault({
    name: "partition-leader",
    title: "The leader is cut off from its peers, but not from clients",
    requires: ["several-nodes", "namespaces"],
    settings: {},
    targets: "leader",
    inject: isolate,
  }),
  defineFault({
    name: "partition-follower",
    title: "A follower is cut off from its peers, but not from clients",
    requires: ["several-nodes", "namespaces"],
    settings: {},
    targets: "follower",
    inject: isolate,
  }),
  defineFault({
    name: "slow-link",
    title: "Connections of peers to the leader are slow, each way",
    requires: ["proxies"],
    settings: {
      delay: number("Link delay", 0.05, {
        unit: "s",
        about: "added each way by slow-link",
      }),
    },
    targets: "leader",
    inject: (target) =>
      impairLink(target, "delay", Number(target.values["delay"])),
  }),
  defineFault({
    name: "narrow-link",
    title: "Connections of peers to the leader carry 100 kB/s, each way",
    requires: ["proxies"],
    settings: {},
    targets: "leader",
    inject: (target) => impairLink(target, "bandwidth", 100_000),
  }),
  defineFault({
    name: "drop-link",
    title: "Connections of peers to the leader stay open and carry nothing",
    requires: ["proxies"],
    settings: {},
    targets: "leader",
    inject: (target) => impairLink(target, "drop", true),
  }),
  defineFault({
    name: "reset-link",
    title: "Connections of peers to the leader are reset once a second",
    requires: ["proxies"],
    settings: {},
    targets: "leader",
    inject: resetRepeatedly,
  }),
  defineFault({
    name: "slow-node",
    title: "The leader has little processor time",
    requires: ["throttle"],
    settings: {
      cpu_share: number("CPU share", 0.2, {
        unit: "1",
        min: 0.01,
        max: 1,
        about: "of one core, left to the node by slow-node",
      }),
    },
    targets: "leader",
    inject: throttleCpu,
  }),
];

/** Settings of all faults. */
export const faultSettings: Settings = Object.assign(
  {},
  ...faults.map(({ settings }) => settings),
);

/** Finds a fault by name; undefined if there is none. */
export function findFault(name: string): Fault | undefined {
  return faults.find((fault) => fault.name === name);
}
